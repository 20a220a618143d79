package io.quark.api.bench;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ByteBufferInputStream;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;
import org.apache.zookeeper.txn.CheckVersionTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;

/**
 * Counts what was really written, in the server's own transaction log: it asks nothing of Quark.
 *
 * @param transactions how many transactions changed something
 * @param operations for each kind of operation and place how many there were, checks included
 */
record TransactionLog(long transactions, Map<String, Long> operations) {

    /** Reads the log of a server's data directory, between two transaction ids (the first excluded). */
    static TransactionLog between(Path dataDir, long afterZxid, long lastZxid) throws IOException {
        long transactions = 0;
        Map<String, Long> operations = new TreeMap<>();
        FileTxnLog log = new FileTxnLog(new File(dataDir.toFile(), "version-2"));
        try (TxnIterator iterator = log.read(afterZxid + 1)) {
            do {
                if (iterator.getHeader() == null || iterator.getHeader().getZxid() > lastZxid) {
                    break;
                }
                if (iterator.getHeader().getZxid() > afterZxid && count(iterator.getTxn(), operations)) {
                    transactions++;
                }
            } while (iterator.next());
        } catch (EOFException e) {
            // the log ends in the middle of what the server is writing now: what is before it counts
        }
        return new TransactionLog(transactions, operations);
    }

    long allOperations() {
        return operations.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("check"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean count(Record txn, Map<String, Long> operations) throws IOException {
        if (txn instanceof MultiTxn multi) {
            boolean any = false;
            for (Txn part : multi.getTxns()) {
                any |= count(part, operations);
            }
            return any;
        }
        String what;
        if (txn instanceof CreateTxn create) {
            what = "create " + place(create.getPath());
        } else if (txn instanceof SetDataTxn set) {
            what = "set    " + place(set.getPath());
        } else if (txn instanceof DeleteTxn delete) {
            what = "delete " + place(delete.getPath());
        } else if (txn instanceof CheckVersionTxn check) {
            what = "check  " + place(check.getPath());
        } else {
            return false;
        }
        operations.merge(what, 1L, Long::sum);
        return true;
    }

    private static boolean count(Txn part, Map<String, Long> operations) throws IOException {
        Record record = switch (part.getType()) {
            case OpCode.create, OpCode.create2 -> new CreateTxn();
            case OpCode.setData -> new SetDataTxn();
            case OpCode.delete -> new DeleteTxn();
            case OpCode.check -> new CheckVersionTxn();
            default -> null;
        };
        if (record == null) {
            return false;
        }
        ByteBufferInputStream.byteBuffer2Record(ByteBuffer.wrap(part.getData()), record);
        return count(record, operations);
    }

    /** The kind of place: ids, hosts and buckets are left out, so that like counts with like. */
    static String place(String path) {
        return path.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>")
                .replaceAll("/computes/[^/]+", "/computes/<host>")
                .replaceAll("/addresses/[^/]+(/[^/]+)?", "/addresses/<bucket>$1")
                .replaceAll("/addresses/<bucket>/[^/]+", "/addresses/<bucket>/<ip>")
                .replaceAll("/macs/[^/]+", "/macs/<bucket>")
                .replaceAll("/macs/<bucket>/[^/]+", "/macs/<bucket>/<mac>")
                .replaceAll("/shards/[^/]+", "/shards/<kk>")
                .replaceAll("/(done|ports|instances|idempotency)/[^/<]+", "/$1/<b>");
    }
}
