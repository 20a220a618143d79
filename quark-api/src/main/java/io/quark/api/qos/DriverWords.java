package io.quark.api.qos;

import io.quark.api.qos.QosRuleTypeAnswer.SupportedAnswer;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Direction;
import io.quark.common.model.Segment;
import io.quark.net.host.Capabilities;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what hosts say of their drivers ({@link Capabilities#words}). Pure. */
final class DriverWords {

    private DriverWords() {}

    /** Each driver of a host. */
    static Stream<QosRuleTypeAnswer> answers(String compute, Optional<ComputeSelf> self) {
        return self.stream()
                .flatMap(host -> host.network().drivers().entrySet().stream())
                .map(driver -> answer(compute, driver.getKey(), driver.getValue()));
    }

    private static QosRuleTypeAnswer answer(String compute, String driver, List<String> words) {
        return new QosRuleTypeAnswer(
                compute,
                driver,
                Arrays.stream(QosRuleBody.Type.values())
                        .map(type -> new SupportedAnswer(type, directions(type, words)))
                        .filter(supported -> !supported.directions().isEmpty())
                        .toList(),
                Arrays.stream(Segment.Type.values())
                        .filter(type -> words.contains(Capabilities.word(type)))
                        .map(Segment.Type::text)
                        .toList(),
                words.contains(Capabilities.securityGroupsWord()));
    }

    private static List<Direction> directions(QosRuleBody.Type type, List<String> words) {
        return switch (type) {
            case MINIMUM_BANDWIDTH -> List.of(Direction.values()); // counted by the scheduler
            case DSCP_MARKING ->
                words.contains(Capabilities.word(type.text())) ? List.of(Direction.EGRESS) : List.<Direction>of();
            case BANDWIDTH_LIMIT ->
                Arrays.stream(Direction.values())
                        .filter(direction -> words.contains(Capabilities.word(type.text() + "/" + direction.text())))
                        .toList();
        };
    }

    static boolean supports(QosRuleTypeAnswer answer, String type) {
        return answer.ruleTypes().stream()
                .anyMatch(supported -> supported.type().text().equals(type));
    }
}
