package dev.twinkeel.drill;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A name server that answers every question with one address.
final class SmallDns implements AutoCloseable {
    final AtomicInteger questions = new AtomicInteger();
    volatile String address;
    volatile boolean silent;
    private final DatagramSocket socket;
    private final long ttlSeconds;

    SmallDns(String address, long ttlSeconds) throws SocketException {
        this.address = address;
        this.ttlSeconds = ttlSeconds;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("small-dns").start(this::serve);
    }

    InetSocketAddress listen() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
        byte[] bytes = new byte[1500];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
                questions.incrementAndGet();
                if (!silent) {
                    byte[] answer = answer(Arrays.copyOf(bytes, packet.getLength()));
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        Message asked = new Message(question);
        Record name = asked.getQuestion();
        Message answer = new Message(asked.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(name, Section.QUESTION);
        answer.addRecord(
                new ARecord(name.getName(), DClass.IN, ttlSeconds, InetAddress.getByName(address)),
                Section.ANSWER);
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
