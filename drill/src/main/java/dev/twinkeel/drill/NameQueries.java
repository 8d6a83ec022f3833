package dev.twinkeel.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// The shoppers' questions to the name server, over one UDP socket. Confined to the load's thread.
final class NameQueries implements AutoCloseable {
    /// Answers of one name server to one question each; older questions are forgotten.
    private static final int OUTSTANDING_LIMIT = 4096;

    private static final int PACKET_BYTES = 4096;

    private final DatagramChannel channel;
    private final InetSocketAddress server;
    private final Record question;
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
    private final Map<Integer, Shopper> asked =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Shopper> eldest) {
                    return size() > OUTSTANDING_LIMIT;
                }
            };

    NameQueries(Selector selector, InetSocketAddress server, String domain) throws IOException {
        this.server = server;
        question = Record.newRecord(absolute(domain), Type.A, DClass.IN);
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    private static Name absolute(String domain) {
        try {
            return Name.fromString(domain, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("ask DNS for the domain " + domain, e);
        }
    }

    void ask(Shopper shopper) {
        Message query = Message.newQuery(question);
        asked.put(query.getHeader().getID(), shopper);
        try {
            channel.send(ByteBuffer.wrap(query.toWire()), server);
        } catch (IOException lost) {
            // A lost question is asked again when its time is up, as any lost packet is.
            asked.remove(query.getHeader().getID());
        }
    }

    /// Takes every answer that has come.
    void readable(long now) {
        while (true) {
            packet.clear();
            try {
                if (channel.receive(packet) == null) {
                    return;
                }
                packet.flip();
                learn(new Message(packet), now);
            } catch (IOException notAnAnswer) {
                // A refused port or a malformed packet is no answer; the question is asked again.
                if (packet.position() == 0) {
                    return;
                }
            }
        }
    }

    private void learn(Message answer, long now) {
        Shopper shopper = asked.remove(answer.getHeader().getID());
        if (shopper == null) {
            return;
        }
        List<InetAddress> addresses = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (Record record : answer.getSection(Section.ANSWER)) {
            ttl = Math.min(ttl, record.getTTL());
            if (record instanceof ARecord address) {
                addresses.add(address.getAddress());
            }
        }
        shopper.names.learn(addresses, ttl, now);
        shopper.learned(now);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
