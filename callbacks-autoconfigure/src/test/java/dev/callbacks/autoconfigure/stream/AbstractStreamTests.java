// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.stream.Browser.Connection;
import dev.callbacks.autoconfigure.stream.Browser.Message;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams over HTTP, whatever the kind of the web server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class AbstractStreamTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** There are a thousand in {@link StreamResponderTests}. */
	private static final int TOKENS = 200;

	private final WebApplicationType type;

	private StreamApplication application;

	private HandDrivenModel model;

	private Browser browser;

	/** The question of the test, so that each has a conversation of its own. */
	private String question;

	AbstractStreamTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	void start() {
		this.application = StreamApplication.start(this.type, // Tomcat waits in vain for
																// requests whose clients
																// broke off early
				"server.shutdown=immediate", "callbacks.streams.max-streams-per-user=2",
				"callbacks.streams.max-readers-per-user=100");
		this.model = this.application.model();
		this.browser = this.application.browser();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void ask(TestInfo test) {
		this.question = test.getDisplayName().replaceAll("\\W", "");
	}

	private Connection open(String... headers) {
		return this.browser.open("/answer?question=" + this.question, headers);
	}

	private Connection resume(Message last, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.addAll(List.of("Last-Event-ID", String.valueOf(last.id())));
		return open(all.toArray(String[]::new));
	}

	private static Message last(List<Message> messages) {
		return messages.get(messages.size() - 1);
	}

	private static List<String> tokens(List<Message> messages) {
		return messages.stream()
			.filter((message) -> message.is("token"))
			.map((message) -> message.get("text"))
			.toList();
	}

	@Test
	void answerIsStreamedAsEventsWithIds() {
		this.model.say(this.question, "Hello", " wor\nld", "\"\u00e9\u4e16\ud83d", "\ude00");
		this.model.end(this.question);
		try (Connection connection = open()) {
			assertThat(connection.headers().firstValue("Content-Type")).get()
				.asString()
				.startsWith("text/event-stream");
			assertThat(connection.headers().firstValue("Cache-Control")).hasValue("no-store");
			assertThat(connection.headers().firstValue("X-Accel-Buffering")).hasValue("no");
			assertThat(connection.next()).extracting(Message::retry).isEqualTo("500");
			List<Message> all = connection.rest();
			assertThat(all).extracting(Message::event)
				.containsExactly("run-start", "run-start", "token", "token", "token", "token", "run-end", "end");
			assertThat(String.join("", tokens(all))).isEqualTo("Hello wor\nld\"\u00e9\u4e16\ud83d\ude00");
			assertThat(all).extracting(Message::root).containsOnly(all.get(0).root());
			assertThat(all).extracting(Message::number).isSorted().doesNotHaveDuplicates().startsWith(1L, 2L, 3L);
			assertThat(all.get(0).get("run")).isEqualTo(all.get(0).root().toString());
			assertThat(all.get(0).get("name")).isEqualTo("answer");
			assertThat(all.get(1).get("parent")).isEqualTo(all.get(0).get("run"));
			assertThat(all.get(1).get("kind")).isEqualTo("CHAT_MODEL");
			assertThat(last(all).get("outcome")).isEqualTo("success");
		}
	}

	@Test
	void clientThatComesBackGoesOnAfterTheEventThatItGotLast() {
		Message last;
		try (Connection connection = open()) {
			this.model.say(this.question, "a", "b");
			last = last(connection.untilToken("b"));
		}
		this.model.say(this.question, "c");
		try (Connection connection = resume(last)) {
			assertThat(tokens(connection.untilToken("c"))).containsExactly("c");
			this.model.say(this.question, "d");
			this.model.end(this.question);
			List<Message> rest = connection.rest();
			assertThat(tokens(rest)).containsExactly("d");
			last = last(rest);
			assertThat(last.is("end")).isTrue();
		}
		assertThat(this.browser.status("GET", "/answer?question=" + this.question, "Last-Event-ID", last.id()))
			.isEqualTo(204);
	}

	@Test
	void clientThatIsAwayAtTheEndIsToldOfItLater() {
		Message last;
		try (Connection connection = open()) {
			last = connection.until((message) -> message.is("run-start")).get(0);
		}
		this.model.say(this.question, "a");
		this.model.end(this.question);
		CallbackTests.awaitIdle(this.application.manager());
		try (Connection connection = resume(last)) {
			List<Message> rest = connection.rest();
			assertThat(tokens(rest)).containsExactly("a");
			assertThat(last(rest).is("end")).isTrue();
		}
		try (Connection connection = this.browser.open("/callbacks/streams/" + last.root())) {
			assertThat(connection.rest().get(0)).isEqualTo(last);
		}
	}

	@Test
	void clientThatIsDisconnectedAgainAndAgainGetsEachTokenOnce() {
		long seed = Long.getLong("callbacks.seed", 14);
		Random random = new Random(seed);
		List<String> expected = IntStream.range(0, TOKENS).mapToObj(Integer::toString).toList();
		CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
			expected.forEach((token) -> this.model.say(this.question, token));
			this.model.end(this.question);
		});
		List<Message> all = new ArrayList<>();
		Connection connection = open();
		for (int i = 0; i < TOKENS; i++) {
			int more = all.isEmpty() ? 1 : random.nextInt(3);
			for (int read = 0; read < more && (all.isEmpty() || !last(all).is("end")); read++) {
				all.addAll(connection.until((message) -> true));
			}
			if (last(all).is("end")) {
				break;
			}
			connection.close();
			connection = resume(last(all));
		}
		all.addAll(connection.rest());
		connection.close();
		talk.join();
		assertThat(tokens(all)).as("seed " + seed).isEqualTo(expected);
		assertThat(all).as("seed " + seed).noneMatch((message) -> message.is("gap"));
		assertThat(last(all).is("end")).isTrue();
	}

	@Test
	void clientMayResumeTwiceAtOnce() {
		this.model.say(this.question, "a", "b");
		try (Connection one = open()) {
			Message last = last(one.untilToken("a"));
			try (Connection two = resume(last); Connection three = resume(last)) {
				this.model.end(this.question);
				for (Connection connection : List.of(one, two, three)) {
					assertThat(tokens(connection.rest())).containsExactly("b");
				}
			}
		}
	}

	@Test
	void idsThatAreNoneAreRefused() {
		int asked = this.model.asked.get();
		String path = "/answer?question=" + this.question;
		for (String id : List.of("garbage", "17", new UUID(0, 1).toString(), new UUID(0, 1) + ":",
				new UUID(0, 1) + ":-1", new UUID(0, 1) + ":99999999999999999999", new UUID(0, 1) + ":1:1",
				"<script>:1")) {
			HttpResponse<String> reply = this.browser.reply("GET", path, "Last-Event-ID", id);
			assertThat(reply.statusCode()).as(id).isEqualTo(400);
			assertThat(reply.body()).as(id).doesNotContain(id);
		}
		assertThat(this.browser.status("GET", path, "Last-Event-ID", new UUID(0, 1) + ":1")).isEqualTo(404);
		assertThat(this.browser.status("GET", "/callbacks/streams/" + new UUID(0, 1), "Last-Event-ID",
				new UUID(0, 2) + ":1"))
			.isEqualTo(400);
		for (String id : List.of("garbage", "1-1-1-1-1", new UUID(0, 1).toString())) {
			assertThat(this.browser.status("GET", "/callbacks/streams/" + id)).isEqualTo(404);
			assertThat(this.browser.status("POST", "/callbacks/streams/" + id + "/stop")).isEqualTo(404);
		}
		assertThat(this.model.asked).hasValue(asked);
	}

	@Test
	void clientThatClaimsToKnowMoreThanThereIsIsToldAGap() {
		Message last;
		try (Connection connection = open()) {
			this.model.say(this.question, "a");
			last = last(connection.untilToken("a"));
		}
		String future = last.root() + ":" + 999_999_999_999_999_999L;
		try (Connection connection = open("Last-Event-ID", future)) {
			assertThat(connection.until((message) -> true)).singleElement().matches((message) -> message.is("gap"));
			this.model.say(this.question, "b");
			this.model.end(this.question);
			assertThat(tokens(connection.rest())).containsExactly("b");
		}
		try (Connection connection = open("Last-Event-ID", future)) {
			assertThat(connection.rest()).extracting(Message::event).containsExactly("gap", "end");
		}
	}

	@Test
	void hundredReadersGetTheSame() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(100);
		try (Connection owner = open()) {
			Message first = last(owner.until((message) -> message.is("run-start")));
			List<Connection> readers = new ArrayList<>();
			for (int i = 0; i < 99; i++) {
				readers.add(resume(first));
			}
			assertThat(this.browser.status("GET", "/callbacks/streams/" + first.root())).isEqualTo(429);
			List<CompletableFuture<List<String>>> answers = Stream.concat(Stream.of(owner), readers.stream())
				.map((reader) -> CompletableFuture.supplyAsync(() -> tokens(reader.rest()), threads))
				.toList();
			List<String> said = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
			this.model.say(this.question, said.toArray(String[]::new));
			this.model.end(this.question);
			for (CompletableFuture<List<String>> answer : answers) {
				assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(said);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void streamBelongsToTheUserWhoOpenedIt() {
		Message last;
		try (Connection connection = open("X-User", "ann")) {
			last = last(connection.until((message) -> message.is("run-start")));
		}
		String path = "/callbacks/streams/" + last.root();
		String unknown = "/callbacks/streams/" + new UUID(0, 1);
		for (String[] user : new String[][] { { "X-User", "bob" }, {} }) {
			HttpResponse<String> foreign = this.browser.reply("GET", path, user);
			HttpResponse<String> absent = this.browser.reply("GET", unknown, user);
			assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
			assertThat(foreign.body()).isEqualTo(absent.body());
			assertThat(foreign.headers().map().keySet()).isEqualTo(absent.headers().map().keySet());
			assertThat(this.browser.status("POST", path + "/stop", user)).isEqualTo(404);
		}
		try (Connection connection = this.browser.open(path, "X-User", "ann", "Last-Event-ID", last.id())) {
			this.model.say(this.question, "a");
			assertThat(tokens(connection.untilToken("a"))).containsExactly("a");
			assertThat(this.browser.status("POST", path + "/stop", "X-User", "ann")).isEqualTo(204);
			assertThat(last(connection.rest()).get("outcome")).isEqualTo("closed");
		}
		assertThat(this.browser.status("POST", path + "/stop", "X-User", "ann")).isEqualTo(404);
	}

	@Test
	void userHasALimitedNumberOfStreamsUnderWay() {
		String[] user = { "X-User", this.question };
		try (Connection one = open(user); Connection two = open(user)) {
			UUID root = last(one.until((message) -> message.is("run-start"))).root();
			assertThat(this.browser.status("GET", "/answer?question=" + this.question, user)).isEqualTo(429);
			assertThat(this.browser.status("POST", "/callbacks/streams/" + root + "/stop", user)).isEqualTo(204);
			try (Connection three = open(user)) {
				this.model.end(this.question);
				assertThat(last(two.rest()).is("end")).isTrue();
				assertThat(last(three.rest()).is("end")).isTrue();
			}
		}
	}

	@Test
	void visitorsWithoutANameOfTheirOwnAreNotCountedAsOneUser() {
		String[] user = { "X-User", StreamApplication.ANONYMOUS };
		try (Connection one = open(user); Connection two = open(user); Connection three = open(user)) {
			UUID root = last(three.until((message) -> message.is("run-start"))).root();
			assertThat(this.browser.status("POST", "/callbacks/streams/" + root + "/stop", user)).isEqualTo(204);
			this.model.end(this.question);
			assertThat(last(one.rest()).is("end")).isTrue();
			assertThat(last(two.rest()).is("end")).isTrue();
		}
	}

	@Test
	void streamThatWasOpenedByPostIsResumedAtTheEndpoint() {
		this.model.say(this.question, "a");
		this.model.end(this.question);
		String body = this.browser.reply("POST", "/answer?question=" + this.question).body();
		UUID root = UUID.fromString(body.lines()
			.filter((line) -> line.startsWith("id:"))
			.findFirst()
			.orElseThrow()
			.substring(3)
			.strip()
			.split(":")[0]);
		try (Connection connection = this.browser.open("/callbacks/streams/" + root)) {
			assertThat(tokens(connection.rest())).containsExactly("a");
		}
	}

	@Test
	void failureIsToldWithoutItsMessage() {
		this.model.say(this.question, "a");
		this.model.fail(this.question, new IllegalStateException("p4ssw0rd"));
		for (String path : List.of("/answer?question=" + this.question, "/broken")) {
			HttpResponse<String> reply = this.browser.reply("GET", path);
			assertThat(reply.statusCode()).isEqualTo(200);
			assertThat(reply.body()).contains("\"outcome\":\"failed\"").doesNotContain("p4ssw0rd");
		}
	}

	@Test
	void streamHasATimeoutLikeAnyRun() {
		try (Connection connection = this.browser.open("/hurried?question=" + this.question)) {
			assertThat(last(connection.rest())).matches((end) -> end.get("outcome").equals("timed_out"));
		}
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(this.model.cancelled.get()).isPositive());
	}

	@Test
	void streamMayBeReturnedLaterOrUndeclared() {
		this.model.say(this.question, "a");
		this.model.end(this.question);
		for (String path : List.of("/mono", "/future", "/object")) {
			try (Connection connection = this.browser.open(path + "?question=" + this.question)) {
				assertThat(last(connection.rest()).is("end")).as(path).isTrue();
			}
		}
		assertThat(this.browser.status("GET", "/none")).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/entity", "/future-entity" })
	void entityAroundAStreamAddsItsStatusAndHeaders(String path) {
		this.model.say(this.question, "a");
		this.model.end(this.question);
		HttpResponse<String> reply = this.browser.reply("GET", path + "?question=" + this.question);
		assertThat(reply.statusCode()).isEqualTo(202);
		assertThat(reply.headers().allValues("X-Model")).containsExactly("hand");
		assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-store, no-transform");
		assertThat(reply.headers().firstValue("Content-Type")).get().asString().startsWith("text/event-stream");
		assertThat(reply.body()).contains("event:token", "event:end");
	}

	@Test
	void entityAroundNoStreamIsTheReply() {
		HttpResponse<String> reply = this.browser.reply("GET", "/gone");
		assertThat(reply.statusCode()).isEqualTo(410);
		assertThat(reply.headers().allValues("X-Model")).containsExactly("hand");
		assertThat(reply.body()).isEmpty();
	}

	@Test
	void refusalIsNotHiddenByAnEntity() {
		HttpResponse<String> reply = this.browser.reply("GET", "/entity?question=" + this.question, "Last-Event-ID",
				"none");
		assertThat(reply.statusCode()).isEqualTo(400);
	}

	@Test
	void answerAsAWholeIsStreamedToo() {
		this.model.say(this.question, "a", "b");
		this.model.end(this.question);
		try (Connection connection = this.browser.open("/whole?question=" + this.question)) {
			assertThat(tokens(connection.rest())).containsExactly("a", "b");
		}
	}

	@Test
	void controllerMayBeARunItself() {
		this.model.say(this.question, "a");
		this.model.end(this.question);
		try (Connection connection = this.browser.open("/inside?question=" + this.question)) {
			List<Message> all = connection.rest();
			assertThat(tokens(all)).containsExactly("a");
			assertThat(all.get(0).get("parent")).isEmpty();
			assertThat(all.get(0).get("name")).isEqualTo("inside");
		}
	}

	@Test
	void handlerThatIsAddedLaterDisturbsNothing() {
		RecordingHandler late = new RecordingHandler();
		try (Connection connection = open()) {
			this.model.say(this.question, "a");
			connection.untilToken("a");
			this.application.manager().add(late);
			this.model.say(this.question, "b");
			this.model.end(this.question);
			assertThat(tokens(connection.rest())).containsExactly("b");
		}
		finally {
			this.application.manager().remove(late);
		}
	}

	@Test
	void commentsKeepTheConnectionAlive() {
		try (Connection connection = open()) {
			connection.until((message) -> message.is("run-start"));
			Set<String> names = new HashSet<>();
			for (int comments = 0; comments < 3;) {
				Message message = connection.next();
				assertThat(message).isNotNull();
				comments += (message.comment() != null) ? 1 : 0;
				names.add(String.valueOf(message.event()));
			}
			assertThat(names).contains("null").doesNotContain("end");
			this.model.end(this.question);
			assertThat(last(connection.rest()).is("end")).isTrue();
		}
	}

}
