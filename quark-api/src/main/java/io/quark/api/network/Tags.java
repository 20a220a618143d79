package io.quark.api.network;

import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import java.util.List;

/** What a tag may be, and how lists are filtered by it. */
public final class Tags {

    public static final int MOST = 32;
    public static final int LENGTH = 63;
    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._:/=-]*";
    public static final String FORM = "must be letters, digits and any of . _ : / = - and begin with a letter or digit";

    public static final Parameter PARAMETER = Parameter.texts("tag", "Only those with this tag. May be repeated.");

    private Tags() {}

    /** Whether something has all the tags that the request asks for. */
    public static boolean match(Request request, List<String> tags) {
        return tags.containsAll(request.queries("tag"));
    }
}
