package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MachineCommandsTest {

    @RegisterExtension
    final RecordingApi api = new RecordingApi();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "start m                        | {\"action\":\"start\"}",
                "stop m                         | {\"action\":\"stop\"}",
                "stop m --force                 | {\"force\":true,\"action\":\"stop\"}",
                "reboot m --deadline 5          | {\"deadline_s\":5,\"action\":\"reboot\"}",
                "pause m                        | {\"action\":\"pause\"}",
                "resume m                       | {\"action\":\"resume\"}",
                "suspend m                      | {\"action\":\"suspend\"}",
                "resize m --ram 1G --no-restart | {\"ram\":1024,\"restart\":false,\"action\":\"resize\"}",
                "resize m --flavor big          | {\"flavor\":\"big\",\"action\":\"resize\"}",
                "rebuild m --image i            | {\"image\":\"i\",\"action\":\"rebuild\"}",
                "rescue m                       | {\"action\":\"rescue\"}",
                "unrescue m                     | {\"action\":\"unrescue\"}",
                "resize m --ram 1G --force      | {\"force\":true,\"ram\":1024,\"action\":\"resize\"}",
                "rebuild m --deadline 5         | {\"deadline_s\":5,\"action\":\"rebuild\"}",
                "rescue m --force               | {\"force\":true,\"action\":\"rescue\"}",
                "unrescue m --force             | {\"force\":true,\"action\":\"unrescue\"}",
                "snapshot m s --memory          | {\"name\":\"s\",\"memory\":true,\"action\":\"snapshot\"}",
                "restore m s                    | {\"snapshot\":\"s\",\"action\":\"restore\"}",
                "migrate m                      | {\"action\":\"migrate\"}",
                "migrate m --cold --compute c2  | {\"live\":false,\"compute\":\"c2\",\"action\":\"migrate\"}",
                "migrate m --live --max-bandwidth 5mbit | {\"live\":true,\"max_bandwidth_kbps\":5000,\"action\":\"migrate\"}",
                "evacuate m --fenced            | {\"fenced\":true,\"action\":\"evacuate\"}",
                "attach-port m --port p         | {\"port\":\"p\",\"action\":\"attach_port\"}",
                "attach-port m --network w,ip=10.0.0.9 | {\"network\":\"w\",\"ips\":[\"10.0.0.9\"],\"action\":\"attach_port\"}",
                "detach-port m p                | {\"port\":\"p\",\"action\":\"detach_port\"}",
                "attach-volume m v              | {\"volume\":\"v\",\"action\":\"attach_volume\"}",
                "detach-volume m v              | {\"volume\":\"v\",\"action\":\"detach_volume\"}",
            })
    void everyActionOfAMachineIsAVerb(String words, String body) {
        assertThat(api.run(("instance " + words).split(" ", -1))).isZero();

        assertThat(api.asked()).containsExactly("POST /v1/instances/m/actions " + body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "volume create v --size 2G --label a=b | POST /v1/volumes {\"name\":\"v\",\"size\":2048,\"labels\":{\"a\":\"b\"}}",
                "volume grow v 4G                      | PATCH /v1/volumes/v {\"size\":4096}",
                "volume delete v                       | DELETE /v1/volumes/v",
                "volume list --instance m              | GET /v1/volumes?instance=m&limit=100",
                "snapshot create m s                   | POST /v1/snapshots {\"instance\":\"m\",\"name\":\"s\"}",
                "snapshot list --instance m            | GET /v1/snapshots?instance=m&limit=100",
                "snapshot to-image s i                 | POST /v1/snapshots/s/image {\"name\":\"i\"}",
                "snapshot delete s                     | DELETE /v1/snapshots/s",
                "flavor create f --ram 2G --cpu 2      | POST /v1/flavors {\"name\":\"f\",\"ram\":2048,\"cpu\":2}",
                "flavor list                           | GET /v1/flavors?limit=100",
                "flavor delete f                       | DELETE /v1/flavors/f",
                "work list --parent g                  | GET /v1/work-units?limit=100&parent=g",
                "instance delete --label a=b --label c | DELETE /v1/instances?label=a%3Db&label=c",
                "instance delete --name x --dry-run    | DELETE /v1/instances?name=x&dry_run=true",
                "instance delete m                     | DELETE /v1/instances/m",
                "instance history m                    | GET /v1/instances/m/history",
                "instance create m --image i --flavor f --count 3 --restart always | POST /v1/instances {\"name\":\"m\",\"image\":\"i\",\"flavor\":\"f\",\"restart\":\"always\",\"count\":3}",
                "instance create m --image i --ram 1G  | POST /v1/instances {\"name\":\"m\",\"image\":\"i\",\"ram\":1024,\"cpu\":1}",
                "image create i --format raw --source http://h/i --sha256 00 | POST /v1/images {\"name\":\"i\",\"format\":\"raw\",\"source\":\"http://h/i\",\"sha256\":\"00\"}",
            })
    void otherCommandsSayWhatTheyAreToldTo(String words, String request) {
        assertThat(api.run(words.split(" ", -1))).isZero();

        assertThat(api.asked()).containsExactly(request);
    }

    @Test
    void aFlavorTakesHardwareAndXmlFromFiles(@TempDir Path dir) throws Exception {
        Path xml = Files.writeString(dir.resolve("watchdog.xml"), "<watchdog model='i6300esb'/>\n");

        assertThat(api.run(
                        "flavor",
                        "create",
                        "f",
                        "--ram",
                        "2G",
                        "--cpu",
                        "2",
                        "--pin",
                        "2",
                        "--pin",
                        "4-7",
                        "--numa",
                        "0-1=2G@1",
                        "--devices-xml",
                        xml.toString(),
                        "--host-label",
                        "gpu=yes"))
                .isZero();

        assertThat(api.asked().get(0))
                .contains("\"cpu_pins\":[\"2\",\"4-7\"]")
                .contains("\"numa\":[{\"cpus\":\"0-1\",\"ram\":2048,\"host_node\":1}]")
                .contains("\"devices_xml\":[\"<watchdog model='i6300esb'/>\"]")
                .contains("\"host_labels\":{\"gpu\":\"yes\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instance delete",
                "instance delete --dry-run",
                "instance delete m --label a",
                "instance create m --image i",
                "instance attach-port m",
                "instance attach-port m --port p --network n",
                "instance migrate m --live --cold",
                "instance resize m --ram lots",
                "volume create v"
            })
    void whatMakesNoSenseIsAUsageErrorAndAsksForNothing(String words) {
        assertThat(api.run(words.split(" ", -1))).isEqualTo(ExitCode.USAGE.code());
        assertThat(api.asked()).isEmpty();
    }

    static Stream<String> verbs() {
        Map<String, CommandLine> nouns = Quark.commandLine().getSubcommands();
        return Stream.of("instance", "volume", "snapshot", "flavor", "image")
                .flatMap(noun ->
                        nouns.get(noun).getSubcommands().keySet().stream().map(verb -> noun + " " + verb));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbHasHelp(String words) {
        StringWriter help = new StringWriter();
        String[] asked = (words + " --help").split(" ", -1);
        CommandLine line = Quark.commandLine(asked);
        line.setOut(new PrintWriter(help));

        assertThat(line.execute(asked)).isZero();

        assertThat(help.toString()).contains("quark " + words).contains("--url");
    }
}
