package io.quark.api.http;

import io.quark.common.model.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers fields that are known, well formed, and not supported yet: ignoring one would be a lie. Not thread safe. */
public final class Unsupported {

    private final List<Fault> given = new ArrayList<>();

    /** Notes a field if it was given. */
    public void given(String pointer, Optional<?> value) {
        if (value.isPresent()) {
            add(pointer);
        }
    }

    public void add(String pointer) {
        given.add(new Fault(pointer, "is not supported yet"));
    }

    /** Refuses the request if there are any. */
    public void refuse() {
        if (!given.isEmpty()) {
            throw ProblemType.REFUSED.of(
                    given.get(0).pointer() + " is not supported yet", "Leave out the fields that errors names.", given);
        }
    }
}
