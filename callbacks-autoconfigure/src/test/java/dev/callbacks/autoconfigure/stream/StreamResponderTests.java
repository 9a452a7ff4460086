// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.Text;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Streams without a web server, with a clock of the test's own.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamResponderTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int TOKENS = 1_000;

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().build();

	private final HandDrivenModel model = new HandDrivenModel();

	private final CallbackChatModel chatModel = new CallbackChatModel(this.dispatcher, this.model);

	private final RecordingHandler recording = new RecordingHandler();

	private final TreeNumbers numbers = new TreeNumbers(100);

	private final FakeRemote remote = new FakeRemote();

	private StreamRegistry registry;

	private StreamResponder responder;

	private ResumableStreams streams;

	StreamResponderTests() {
		this.dispatcher.add(this.recording);
		configure("1000");
	}

	private void configure(String events, String... properties) {
		StreamProperties bound = properties(events, properties);
		this.registry = new StreamRegistry(this.dispatcher, this.numbers, bound, this.time);
		this.registry.start();
		this.responder = new StreamResponder(this.registry, this.remote, bound, this.time);
		this.streams = new ResumableStreams(this.registry, this.responder, true);
	}

	private static StreamProperties properties(String events, String... properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		source.put("callbacks.streams.events", events);
		for (String property : properties) {
			source.put("callbacks.streams." + property.split("=")[0], property.split("=")[1]);
		}
		return new Binder(source).bindOrCreate("callbacks.streams", StreamProperties.class);
	}

	@AfterEach
	void close() {
		this.registry.stop();
		this.registry.destroy();
		this.dispatcher.stop(Duration.ofSeconds(1));
	}

	private ResponseEntity<Flux<ServerSentEvent<String>>> reply(ResumableStream stream, @Nullable String lastEventId,
			String... user) {
		Principal principal = (user.length > 0) ? () -> user[0] : null;
		return this.responder.reply(stream, lastEventId, StreamOwner.of(principal)).blockOptional().orElseThrow();
	}

	private Flux<ServerSentEvent<String>> open(String question) {
		return events(reply(this.streams.open("answer", () -> this.chatModel.stream(question)), null));
	}

	private Flux<ServerSentEvent<String>> resume(String id) {
		return events(reply(this.streams.resume(UUID.fromString(id.split(":")[0])), id));
	}

	private static Flux<ServerSentEvent<String>> events(ResponseEntity<Flux<ServerSentEvent<String>>> reply) {
		assertThat(reply.getStatusCode()).isEqualTo(HttpStatus.OK);
		return body(reply).filter((event) -> event.event() != null);
	}

	private static Flux<ServerSentEvent<String>> body(ResponseEntity<Flux<ServerSentEvent<String>>> reply) {
		Flux<ServerSentEvent<String>> body = reply.getBody();
		assertThat(body).isNotNull();
		return body;
	}

	private static List<String> names(List<ServerSentEvent<String>> events) {
		return events.stream().map((event) -> String.valueOf(event.event())).toList();
	}

	private static String text(ServerSentEvent<String> token) {
		return String.valueOf(token.data()).replaceAll(".*\"text\":\"(.*)\"}", "$1");
	}

	private String root() {
		return this.recording.runs().get(0).info().rootId().toString();
	}

	private void awaitIdle() {
		CallbackTests.awaitIdle(this.dispatcher);
	}

	/**
	 * Lets time pass until all work is over. A reader who is handed an event as it leaves
	 * leaves after it, from when on the time counts.
	 */
	private void passTheTime() {
		Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
			this.time.advanceTimeBy(Duration.ofSeconds(2));
			return this.dispatcher.openRuns() == 0;
		});
		awaitIdle();
	}

	/**
	 * Waits until the work of the only stream is over for those who count streams, too.
	 */
	private void awaitOver() {
		awaitIdle();
		LocalStream stream = this.registry.find(UUID.fromString(root()));
		assertThat(stream).isNotNull();
		Awaitility.await().atMost(PATIENCE).until(() -> !stream.isUnderWay());
	}

	@Test
	void clientThatIsDisconnectedAThousandTimesGetsEachTokenOnce() {
		long seed = Long.getLong("callbacks.seed", 14);
		Random random = new Random(seed);
		configure("2000");
		List<String> said = IntStream.range(0, TOKENS).mapToObj(Integer::toString).toList();
		List<ServerSentEvent<String>> all = new ArrayList<>(open("?").take(1).collectList().block(PATIENCE));
		CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
			said.forEach((token) -> this.model.say("?", token));
			this.model.end("?");
		});
		for (int i = 0; i < TOKENS && !last(all).equals("end"); i++) {
			int more = random.nextInt(3);
			all.addAll(resume(id(all)).take(more).collectList().block(PATIENCE));
		}
		if (!last(all).equals("end")) {
			all.addAll(resume(id(all)).collectList().block(PATIENCE));
		}
		talk.join();
		assertThat(all.stream().filter((event) -> "token".equals(event.event())).map(StreamResponderTests::text))
			.as("seed " + seed)
			.isEqualTo(said);
		assertThat(names(all)).as("seed " + seed).doesNotContain("gap");
	}

	private static String last(List<ServerSentEvent<String>> events) {
		return String.valueOf(events.get(events.size() - 1).event());
	}

	private static String id(List<ServerSentEvent<String>> events) {
		return String.valueOf(events.get(events.size() - 1).id());
	}

	@Test
	void readerThatIsSlowHoldsNobodyUpAndIsToldWhatItMissed() {
		configure("10");
		List<ServerSentEvent<String>> told = new ArrayList<>();
		CompletableFuture<Void> end = new CompletableFuture<>();
		BaseSubscriber<ServerSentEvent<String>> slow = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(2);
			}

			@Override
			protected void hookOnNext(ServerSentEvent<String> event) {
				told.add(event);
			}

			@Override
			protected void hookOnComplete() {
				end.complete(null);
			}

		};
		open("?").subscribe(slow);
		IntStream.range(0, TOKENS).forEach((token) -> this.model.say("?", "t"));
		this.model.end("?");
		awaitIdle();
		slow.requestUnbounded();
		end.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(names(told)).contains("gap").endsWith("run-end", "end");
		long tokens = told.stream().filter((event) -> "token".equals(event.event())).count();
		long missed = told.stream()
			.filter((event) -> "gap".equals(event.event()))
			.mapToLong((event) -> Long.parseLong(String.valueOf(event.data()).replaceAll("\\D", "")))
			.sum();
		long number = Long.parseLong(String.valueOf(told.get(told.size() - 1).id()).split(":")[1]);
		assertThat(tokens).isLessThan(TOKENS);
		// the closing chunk of the model has no text
		assertThat(told.stream().filter((event) -> !"gap".equals(event.event())).count() + missed).isBetween(number - 1,
				number);
	}

	@Test
	void whatTheRingHasLostIsAGap() {
		configure("4");
		this.model.say("?", "a", "b", "c", "d", "e", "f");
		open("?").take(1).blockLast(PATIENCE);
		this.model.end("?");
		awaitIdle();
		List<ServerSentEvent<String>> rest = resume(root() + ":1").collectList().block(PATIENCE);
		assertThat(names(rest)).startsWith("gap").endsWith("end").hasSizeLessThanOrEqualTo(5);
	}

	@Test
	void streamIsBoundedByItsSize() {
		configure("1000", "max-size=1000B");
		this.model.say("?", "a".repeat(400), "b".repeat(400), "c");
		open("?").take(1).blockLast(PATIENCE);
		this.model.end("?");
		awaitIdle();
		List<ServerSentEvent<String>> rest = resume(root() + ":2").collectList().block(PATIENCE);
		assertThat(names(rest)).startsWith("gap");
		assertThat(rest.toString()).doesNotContain("aaaa");
	}

	@Test
	void workThatNobodyReadsIsStoppedAfterAWhile() {
		Disposable reader = open("?").subscribe();
		Awaitility.await().atMost(PATIENCE).untilAtomic(this.model.asked, Matchers.is(1));
		this.time.advanceTimeBy(Duration.ofMinutes(10));
		assertThat(this.model.cancelled).hasValue(0);
		reader.dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(119));
		UUID root = UUID.fromString(root());
		this.streams.keep(root);
		this.time.advanceTimeBy(Duration.ofSeconds(119));
		Disposable again = resume(root + ":1").subscribe();
		this.time.advanceTimeBy(Duration.ofMinutes(10));
		assertThat(this.model.cancelled).hasValue(0);
		again.dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(119));
		assertThat(this.model.cancelled).hasValue(0);
		passTheTime();
		assertThat(this.model.cancelled).hasValue(1);
		assertThat(this.recording.events(ChainError.class)).extracting(ChainError::reason)
			.containsExactly(EndReason.CLOSED);
		assertThat(last(resume(root + ":1").collectList().block(PATIENCE))).isEqualTo("end");
	}

	@Test
	void workThatIsReadElsewhereGoesOnHoweverShortTheTimeout() {
		configure("100", "unread-timeout=1s");
		Disposable reader = open("?").subscribe();
		Awaitility.await().atMost(PATIENCE).untilAtomic(this.model.asked, Matchers.is(1));
		UUID root = UUID.fromString(root());
		this.streams.keep(root);
		reader.dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(20));
		this.streams.keep(root);
		this.time.advanceTimeBy(Duration.ofSeconds(20));
		assertThat(this.model.cancelled).hasValue(0);
		passTheTime();
		assertThat(this.model.cancelled).hasValue(1);
	}

	@Test
	void timesMayBeLongerThanAClockCanTell() {
		String ever = "=PT2562047788015215H30M";
		configure("100", "unread-timeout" + ever, "time-to-live" + ever, "heartbeat" + ever, "reconnect-delay" + ever);
		this.model.end("?");
		assertThat(names(open("?").collectList().block(PATIENCE))).endsWith("end");
		awaitOver();
	}

	@Test
	void streamThatIsOverIsForgottenAfterItsTimeToLive() {
		this.model.end("?");
		open("?").blockLast(PATIENCE);
		awaitOver();
		UUID root = UUID.fromString(root());
		assertThat(reply(this.streams.resume(root), null).getStatusCode()).isEqualTo(HttpStatus.OK);
		this.time.advanceTimeBy(Duration.ofSeconds(121));
		assertThat(reply(this.streams.resume(root), null).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(reply(this.streams.resume(root), root + ":1").getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(this.streams.stop(root, null).block()).isFalse();
	}

	@Test
	void streamsThatAreOverMakeRoomAndOthersDoNot() {
		configure("100", "max-streams=2");
		this.model.end("over");
		open("over").blockLast(PATIENCE);
		awaitOver();
		open("one").subscribe();
		open("two").subscribe();
		ResumableStream three = this.streams.open("answer", () -> this.chatModel.stream("three"));
		assertThat(reply(three, null).getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		Awaitility.await().atMost(PATIENCE).untilAtomic(this.model.asked, Matchers.is(3));
	}

	@Test
	void workWithoutRoomForItsReaderDoesNotBegin() {
		configure("100", "max-readers-per-user=1");
		ResumableStream stream = this.streams.open("answer", () -> this.chatModel.stream("?"));
		body(reply(stream, null, "ann")).subscribe();
		Awaitility.await().atMost(PATIENCE).untilAtomic(this.model.asked, Matchers.is(1));
		assertThat(reply(stream, null, "ann").getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(this.recording.runs()).filteredOn((run) -> run.info().name().equals("answer")).hasSize(1);
	}

	@Test
	void streamIsARootWithTheNameOfItsOwnerWhateverRunOpensIt() {
		this.dispatcher.chain("around").tags("outer").run(() -> {
			ResumableStream stream = this.streams.open("answer", () -> this.chatModel.stream("?"))
				.with(RunConfig.empty().tags("inner").runId(new UUID(0, 1)));
			events(reply(stream, null, "ann")).subscribe();
		});
		this.model.end("?");
		awaitIdle();
		RunInfo root = this.recording.run("answer").info();
		assertThat(root.parentId()).isNull();
		assertThat(root.tags()).containsExactly("inner");
		assertThat(root.id()).isNotEqualTo(new UUID(0, 1));
		assertThat(root.id().version()).isEqualTo(7);
		assertThat(this.recording.runs()).filteredOn((run) -> run.info().rootId().equals(root.id()))
			.hasSize(2)
			.allSatisfy((run) -> assertThat(run.info().metadata()).containsEntry(ResumableStreams.OWNER_KEY, "ann")
				.containsKey(ResumableStreams.STREAM_KEY));
	}

	@Test
	void workIsOpenedWithTheContextOfTheRequest() {
		Mono<String> asked = Mono.deferContextual((context) -> Mono.just(context.getOrDefault("user", "nobody")));
		CompletableFuture<String> seen = new CompletableFuture<>();
		ResumableStream stream = this.streams.open(asked.doOnNext(seen::complete));
		ResponseEntity<Flux<ServerSentEvent<String>>> reply = this.responder
			.reply(stream, null, StreamOwner.of((Principal) null))
			.contextWrite((context) -> context.put("user", "ann"))
			.block(PATIENCE);
		assertThat(reply).isNotNull();
		assertThat(seen.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("ann");
	}

	@Test
	void itemsWithoutAWaitDoNotHoldTheRequestUp() {
		CompletableFuture<String> thread = new CompletableFuture<>();
		Flux<Integer> items = Flux.range(0, 10).doOnNext((item) -> {
			if (item == 9) {
				thread.complete(Thread.currentThread().getName());
			}
		});
		assertThat(names(events(reply(this.streams.open(items), null)).collectList().block(PATIENCE))).endsWith("end");
		assertThat(thread.orTimeout(20, TimeUnit.SECONDS).join()).isNotEqualTo(Thread.currentThread().getName());
	}

	@Test
	void connectionsEndWhenTheApplicationStopsAndTheWorkGoesOn() {
		StepVerifier.create(open("?").map(ServerSentEvent::event))
			.expectNext("run-start", "run-start")
			.then(this.registry::stop)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(this.model.cancelled).hasValue(0);
		assertThat(reply(this.streams.open("late", Flux::empty), null).getStatusCode())
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.registry.start();
		this.model.say("?", "a");
		this.model.end("?");
		assertThat(names(resume(root() + ":2").collectList().block(PATIENCE))).containsExactly("token", "run-end",
				"end");
	}

	@Test
	void managerThatHasStoppedRefusesStreams() {
		this.dispatcher.stop(Duration.ofSeconds(1));
		assertThat(reply(this.streams.open("answer", Flux::empty), null).getStatusCode())
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void streamsWithoutCallbacksAreRefused() {
		ResumableStreams off = new ResumableStreams(this.registry, this.responder, false);
		assertThatIllegalStateException().isThrownBy(() -> off.open("answer", Flux::empty))
			.withMessageContaining("callbacks.enabled");
	}

	@Test
	void failureIsToldWithItsMessageIfThatIsAllowed() {
		configure("100", "error-messages=true");
		ResumableStream stream = this.streams.open("answer", () -> Flux.error(new IllegalStateException("Too long")));
		assertThat(events(reply(stream, null)).blockLast(PATIENCE)).extracting(ServerSentEvent::data)
			.asString()
			.endsWith("\"outcome\":\"failed\",\"message\":\"Too long\"}");
	}

	@Test
	void streamOfAnotherInstanceIsReadThereByItsOwnerOnly() {
		this.remote.add("ann", 3L);
		String id = this.remote.root + ":1";
		ResumableStream stream = this.streams.resume(this.remote.root);
		assertThat(names(events(reply(stream, id, "ann")).collectList().block(PATIENCE))).containsExactly("text",
				"end");
		assertThat(reply(stream, this.remote.root + ":3", "ann").getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT);
		assertThat(names(events(reply(stream, this.remote.root + ":9", "ann")).collectList().block(PATIENCE)))
			.containsExactly("gap", "end");
		assertThat(reply(stream, id, "bob").getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(reply(stream, id).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(this.streams.stop(this.remote.root, () -> "bob").block(PATIENCE)).isFalse();
		assertThat(this.remote.stopped).isFalse();
		assertThat(this.streams.stop(this.remote.root, () -> "ann").block(PATIENCE)).isTrue();
		assertThat(this.remote.stopped).isTrue();
	}

	@Test
	void runOfAnotherInstanceThatIsNoStreamIsNotFound() {
		this.remote.add(null, null);
		this.remote.info = this.remote.info(Map.of());
		assertThat(reply(this.streams.resume(this.remote.root), null).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
	}

	@Test
	void eventsThatAnotherInstanceHasLostAreAGap() {
		this.remote.add(null, null);
		this.remote.events.remove(1);
		assertThat(names(events(reply(this.streams.resume(this.remote.root), null)).collectList().block(PATIENCE)))
			.containsExactly("run-start", "gap", "end");
	}

	@Test
	void whoeverKnowsMoreThanOtherInstancesLearnsOfTheEnd() {
		this.remote.add(null, null);
		assertThat(names(events(reply(this.streams.resume(this.remote.root), this.remote.root + ":9")).collectList()
			.block(PATIENCE))).containsExactly("gap", "end");
	}

	@Test
	void whatThisInstanceHasLostIsAskedOfOthers() {
		configure("2");
		this.model.say("?", "a", "b");
		open("?").take(1).blockLast(PATIENCE);
		this.model.end("?");
		awaitIdle();
		this.remote.root = UUID.fromString(root());
		this.remote.add(null, 3L);
		assertThat(names(resume(root() + ":1").collectList().block(PATIENCE))).containsExactly("text", "end");
		this.remote.failure = new IllegalStateException("Away");
		assertThat(names(resume(root() + ":1").collectList().block(PATIENCE))).containsExactly("gap", "run-end", "end");
		assertThat(reply(this.streams.resume(new UUID(0, 1)), null).getStatusCode())
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void otherInstancesThatDoNotAnswerAreNotWaitedForForever() {
		this.remote.answers = false;
		CompletableFuture<HttpStatusCode> status = this.responder
			.reply(this.streams.resume(new UUID(0, 1)), null, StreamOwner.of((Principal) null))
			.<HttpStatusCode>map(ResponseEntity::getStatusCode)
			.toFuture();
		this.time.advanceTimeBy(Duration.ofSeconds(16));
		assertThat(status).succeedsWithin(PATIENCE).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void stopThatOtherInstancesCannotBeToldIsUnavailable() {
		this.remote.failure = new IllegalStateException("Away");
		assertThat(new StreamController(this.streams).stop(new UUID(0, 1).toString(), null).block(PATIENCE))
			.extracting(ResponseEntity::getStatusCode)
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
	}

	/**
	 * Another instance with one stream of three events.
	 */
	private static final class FakeRemote implements RemoteStreams {

		private final List<NumberedEvent> events = new ArrayList<>();

		private UUID root = new UUID(1, 1);

		private @Nullable RunInfo info;

		private @Nullable Long last;

		private @Nullable RuntimeException failure;

		private boolean answers = true;

		private boolean stopped;

		private RunInfo info(Map<String, Object> metadata) {
			return new RunInfo(this.root, null, List.of(), RunKind.CHAIN, "answer", List.of(), metadata, Instant.EPOCH);
		}

		private void add(@Nullable String owner, @Nullable Long last) {
			RunInfo root = info(new StreamOwner(owner).metadata());
			this.info = root;
			this.last = last;
			List<CallbackEvent> all = List.of(new ChainStart(root, 0, Map.of()), new Text(root, 1, "said"),
					new ChainEnd(root, 2, null));
			IntStream.range(0, 3).forEach((place) -> this.events.add(new NumberedEvent(place + 1, all.get(place))));
		}

		@Override
		public Mono<RemoteStream> find(UUID root) {
			RunInfo info = this.info;
			if (this.failure != null) {
				return Mono.error(this.failure);
			}
			if (!this.answers) {
				return Mono.never();
			}
			return (info != null && root.equals(this.root)) ? Mono.just(new RemoteStream(info, this.last))
					: Mono.empty();
		}

		@Override
		public Flux<NumberedEvent> follow(UUID root, long after) {
			return Flux.fromIterable(this.events)
				.filter((event) -> event.number() > after || event.event() instanceof TerminalEvent)
				.concatWith(Flux.never());
		}

		@Override
		public Mono<Boolean> stop(UUID root) {
			return Mono.fromSupplier(() -> {
				this.stopped = true;
				return true;
			});
		}

	}

}
