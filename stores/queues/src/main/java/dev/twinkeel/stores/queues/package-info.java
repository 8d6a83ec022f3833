/// The message broker of one region: the process around ElasticMQ.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.queues;
