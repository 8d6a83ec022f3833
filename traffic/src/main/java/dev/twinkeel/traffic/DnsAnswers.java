package dev.twinkeel.traffic;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Makes the answer to one DNS message, authoritatively for its zones. Whatever comes in, it gives
/// an answer or none; it never throws. Thread-safe.
final class DnsAnswers {
    /// The size that fits every path without fragments (DNS Flag Day 2020).
    private static final int UDP_BYTES_MAX = 1232;

    /// RFC 1035, 4.2.1: without EDNS.
    private static final int UDP_BYTES_PLAIN = 512;

    private static final int TCP_BYTES_MAX = 65_535;
    private static final int HEADER_BYTES = 12;

    private final List<DnsZone> zones;
    private final RandomGenerator random;

    DnsAnswers(List<DnsZone> zones, RandomGenerator random) {
        // The longest name first: a zone below another one answers for itself.
        this.zones =
                zones.stream()
                        .sorted(
                                Comparator.comparingInt((DnsZone zone) -> zone.origin().labels())
                                        .reversed())
                        .toList();
        this.random = random;
    }

    /// The answer's bytes; empty for what deserves none: a fragment, or an answer.
    Optional<byte[]> answer(byte[] query, boolean udp) {
        if (query.length < HEADER_BYTES || (query[2] & 0x80) != 0) {
            return Optional.empty();
        }
        Message asked;
        try {
            asked = new Message(query);
        } catch (IOException | RuntimeException _) {
            return Optional.of(malformed(query));
        }
        try {
            Message answer = answer(asked);
            return Optional.of(answer.toWire(udp ? udpBytes(asked) : TCP_BYTES_MAX));
        } catch (RuntimeException _) {
            // A message that parses can still hold what cannot be written again.
            return Optional.of(malformed(query));
        }
    }

    private Message answer(Message asked) {
        Header header = asked.getHeader();
        Message answer = new Message(header.getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(header.getOpcode());
        if (header.getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        Record question = asked.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        int rcode = edns(asked, answer);
        if (rcode == Rcode.NOERROR) {
            rcode = resolve(asked, question, answer);
        }
        // The upper bits of an extended code travel in the OPT record.
        answer.getHeader().setRcode(rcode & 0xF);
        return answer;
    }

    /// Adds our OPT record when the question has one (RFC 6891).
    private static int edns(Message asked, Message answer) {
        long options =
                asked.getSection(Section.ADDITIONAL).stream()
                        .filter(record -> record.getType() == Type.OPT)
                        .count();
        OPTRecord theirs = asked.getOPT();
        if (theirs == null) {
            return Rcode.NOERROR;
        }
        int rcode =
                options > 1
                        ? Rcode.FORMERR
                        : theirs.getVersion() > 0 ? Rcode.BADVERS : Rcode.NOERROR;
        answer.addRecord(new OPTRecord(UDP_BYTES_MAX, rcode >> 4, 0), Section.ADDITIONAL);
        return rcode;
    }

    private int resolve(Message asked, @Nullable Record question, Message answer) {
        if (asked.getHeader().getOpcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (question == null || asked.getHeader().getCount(Section.QUESTION) != 1) {
            return Rcode.FORMERR;
        }
        int type = question.getType();
        boolean transfer = type == Type.AXFR || type == Type.IXFR;
        boolean internet = question.getDClass() == DClass.IN || question.getDClass() == DClass.ANY;
        Optional<DnsZone> zone =
                zones.stream()
                        .filter(each -> question.getName().subdomain(each.origin()))
                        .findFirst();
        if (transfer || !internet || zone.isEmpty()) {
            return Rcode.REFUSED;
        }
        answer.getHeader().setFlag(Flags.AA);
        DnsZone.Found found = zone.get().find(question.getName(), type, random);
        found.answers().forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (found.answers().isEmpty()) {
            answer.addRecord(zone.get().negativeSoa(), Section.AUTHORITY);
        }
        return found.exists() ? Rcode.NOERROR : Rcode.NXDOMAIN;
    }

    private static int udpBytes(Message asked) {
        OPTRecord options = asked.getOPT();
        if (options == null) {
            return UDP_BYTES_PLAIN;
        }
        return Math.clamp(options.getPayloadSize(), UDP_BYTES_PLAIN, UDP_BYTES_MAX);
    }

    /// A header alone: the same id and operation, "format error".
    private static byte[] malformed(byte[] query) {
        byte[] answer = new byte[HEADER_BYTES];
        answer[0] = query[0];
        answer[1] = query[1];
        answer[2] = (byte) (0x80 | (query[2] & 0x79));
        answer[3] = Rcode.FORMERR;
        return answer;
    }
}
