package io.quark.common.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Splits one long question into batches of {@link TreeFeed#MAX_PATHS}, with at most {@value #IN_FLIGHT} of them on
 * their way, and puts the answers together in the order of the question. The first failure fails the whole.
 */
final class ReadBatches<T> {

    static final int IN_FLIGHT = 4;

    private final List<String> paths;
    private final BiConsumer<List<String>, TreeFeed.Answer<List<Optional<T>>>> question;
    private final List<Optional<T>> found;
    private final CompletableFuture<List<Optional<T>>> whole = new CompletableFuture<>();
    private int next;
    private int answered;

    private ReadBatches(List<String> paths, BiConsumer<List<String>, TreeFeed.Answer<List<Optional<T>>>> question) {
        this.paths = List.copyOf(paths);
        this.question = question;
        this.found = new ArrayList<>(java.util.Collections.nCopies(paths.size(), Optional.empty()));
    }

    /** @param question asks one batch */
    static <T> CompletableFuture<List<Optional<T>>> ask(
            List<String> paths, BiConsumer<List<String>, TreeFeed.Answer<List<Optional<T>>>> question) {
        if (paths.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        ReadBatches<T> batches = new ReadBatches<>(paths, question);
        for (int i = 0; i < IN_FLIGHT; i++) {
            batches.askNext();
        }
        return batches.whole;
    }

    private void askNext() {
        int from;
        synchronized (this) {
            from = next;
            if (from >= paths.size() || whole.isDone()) {
                return;
            }
            next = Math.min(from + TreeFeed.MAX_PATHS, paths.size());
        }
        question.accept(
                paths.subList(from, Math.min(from + TreeFeed.MAX_PATHS, paths.size())),
                new TreeFeed.Answer<>(nodes -> put(from, nodes), whole::completeExceptionally));
    }

    private void put(int from, List<Optional<T>> nodes) {
        boolean complete;
        synchronized (this) {
            for (int i = 0; i < nodes.size(); i++) {
                found.set(from + i, nodes.get(i));
            }
            answered += nodes.size();
            complete = answered == paths.size();
        }
        if (complete) {
            whole.complete(List.copyOf(found));
        } else {
            askNext();
        }
    }
}
