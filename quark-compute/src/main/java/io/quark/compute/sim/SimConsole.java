package io.quark.compute.sim;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The console of a simulated machine: one that says hello, and answers or not. Blocks as a socket does. Thread safe. */
final class SimConsole implements ByteChannel {

    /** What nobody has read yet; beyond it typing blocks. */
    private static final int MOST_UNREAD = 64 * 1024;

    private final UnaryOperator<byte[]> answer;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private boolean open = true;

    private SimConsole(String greeting, UnaryOperator<byte[]> answer) {
        this.answer = answer;
        unread.writeBytes(greeting.getBytes(StandardCharsets.UTF_8));
    }

    /** Says again what is typed. */
    static SimConsole serial() {
        return new SimConsole("quark-sim# ", typed -> typed);
    }

    /** Greets as an RFB server does, and says nothing more. */
    static SimConsole vnc() {
        return new SimConsole("RFB 003.008\n", typed -> new byte[0]);
    }

    @Override
    public synchronized int read(ByteBuffer into) throws AsynchronousCloseException {
        try {
            while (open && unread.size() == 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (!open) {
            throw new AsynchronousCloseException();
        }
        byte[] all = unread.toByteArray();
        int count = Math.min(all.length, into.remaining());
        into.put(all, 0, count);
        unread.reset();
        unread.write(all, count, all.length - count);
        notifyAll();
        return count;
    }

    @Override
    public synchronized int write(ByteBuffer typed) throws ClosedChannelException {
        try {
            while (open && unread.size() >= MOST_UNREAD) {
                wait();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (!open) {
            throw new ClosedChannelException();
        }
        byte[] bytes = new byte[typed.remaining()];
        typed.get(bytes);
        unread.writeBytes(answer.apply(bytes));
        notifyAll();
        return bytes.length;
    }

    private static AsynchronousCloseException interrupted() {
        Thread.currentThread().interrupt();
        return new AsynchronousCloseException();
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() {
        open = false;
        notifyAll();
    }
}
