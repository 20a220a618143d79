package io.quark.api.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a field of a request or an answer is and, for a request, what it may hold. {@link RecordReader} enforces it, the OpenAPI document shows it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD}) // the schema is made from fields
public @interface Field {

    /** What it means, in a sentence; with its unit. */
    String says() default "";

    /** Whether a request without it is malformed. */
    boolean required() default false;

    /** The least number it may hold. */
    long min() default Long.MIN_VALUE;

    /** The largest number it may hold. */
    long max() default Long.MAX_VALUE;

    /** Characters of a text (of each text, in a list or map) at most. */
    int maxLength() default 255;

    /** Elements of a list or entries of a map at most. */
    int maxItems() default 64;

    /** The regular expression that a text (each text of a list) matches as a whole; empty: any text. */
    String pattern() default "";

    /** The pattern in words, for people: "must be ...". */
    String form() default "";

    /** An example, as JSON. */
    String example() default "";
}
