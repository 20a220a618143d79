package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @RepeatedTest(5)
    void twentyIdenticalRequestsAtOnceToTwoApisMakeOneWorkUnit(RepetitionInfo round) throws Exception {
        String name = "once-" + round.getCurrentRepetition();
        ExecutorService users = Executors.newFixedThreadPool(20);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Client.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client client = API.client(i % 2);
            // Half of them wait: the others race with what the first has done already.
            String[] headers = i % 4 < 2
                    ? new String[] {"Idempotency-Key", name}
                    : new String[] {"Idempotency-Key", name, "Prefer", "wait=30"};
            answers.add(users.submit(() -> {
                start.await();
                return client.post("/v1/networks", "{\"name\":\"" + name + "\"}", headers);
            }));
        }
        start.countDown();
        Set<String> units = new HashSet<>();
        for (Future<Client.Answer> answer : answers) {
            Client.Answer got = answer.get(30, TimeUnit.SECONDS);
            assertThat(got.status()).as(got.json().toString()).isIn(200, 202);
            units.add(got.text("/id"));
        }
        users.shutdownNow();

        assertThat(units).hasSize(1);
        assertThat(API.client().get("/v1/networks?name=" + name).json().path("items"))
                .hasSizeLessThan(2);
    }

    @Test
    void aRepeatAnswersTheSameEvenWhereItWouldNotBeAcceptableAnyMore() {
        String first = API.client()
                .post("/v1/networks", "{\"name\":\"again\"}", "Idempotency-Key", "k1", "Prefer", "wait=30")
                .succeeded()
                .text("/id");

        var repeat = API.client(1)
                .post("/v1/networks", "{ \"name\" : \"again\" }", "Idempotency-Key", "k1")
                .is(202);

        assertThat(repeat.text("/id")).isEqualTo(first);
        assertThat(repeat.text("/state")).isEqualTo("succeeded");
        API.client(1)
                .post("/v1/networks", "{\"name\":\"again\"}", "Idempotency-Key", "k1", "Prefer", "wait=1")
                .succeeded();
    }

    @Test
    void aDeleteCanBeRepeatedAfterItIsDone() {
        API.image("victim");
        String first = API.client()
                .delete("/v1/images/victim", "Idempotency-Key", "k2", "Prefer", "wait=30")
                .succeeded()
                .text("/id");

        assertThat(API.client()
                        .delete("/v1/images/victim", "Idempotency-Key", "k2")
                        .is(202)
                        .text("/id"))
                .isEqualTo(first);
        API.client().delete("/v1/images/victim").isProblem(404);
    }

    @Test
    void aKeyServesOneRequestOnly() {
        API.client()
                .post("/v1/networks", "{\"name\":\"k3\"}", "Idempotency-Key", "k3")
                .is(202);

        var problem = API.client(1)
                .post("/v1/networks", "{\"name\":\"other\"}", "Idempotency-Key", "k3")
                .isProblem(422);

        assertThat(problem.text("/type")).isEqualTo("/problems/idempotency-key-reused");
        API.client()
                .post("/v1/networks", "{\"name\":\"k3\"}", "Idempotency-Key", "k3", "Quark-Project", "another")
                .is(202);
    }
}
