/// What an application is on AWS: plain files that work without Twinkeel.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws;
