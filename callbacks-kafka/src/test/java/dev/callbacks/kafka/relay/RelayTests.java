// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.autoconfigure.stream.ResumableStreams;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.RecordKey;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.ContentRedactor;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A relay whose producer throws what it likes (G16).
 */
class RelayTests {

	@TempDir
	Path folder;

	@Test
	void anErrorOfTheProducerLosesNoEvent() {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		AtomicInteger failures = new AtomicInteger();
		RelayOptions options = new RelayOptions(new Origin("one", 1), new LogTopics("l", "t", "c", 1), true, false,
				Duration.ofMillis(5), Duration.ofMillis(5), 1 << 20, 100_000, Duration.ofSeconds(3),
				Duration.ofSeconds(10), this.folder, 0);
		Relay relay = new Relay(options, new TreeNumbers(10), () -> {
			if (failures.getAndIncrement() < 2) {
				throw new AssertionError("no producer yet");
			}
			return producer;
		});
		relay.start();
		UUID id = UUID.randomUUID();
		RunInfo run = new RunInfo(id, null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(), Instant.now());
		relay.onEvent(new ChainStart(run, 0, Map.of()));
		relay.onEvent(new ChainEnd(run, 1, "output"));
		await().untilAsserted(() -> assertThat(relay.counts().relayed()).isEqualTo(2));
		assertThat(failures).hasValue(3);
		relay.stop(Duration.ofSeconds(5));
		assertThat(relay.counts().shed()).isZero();
	}

	@Test
	void whatWaitedInTheSpoolBalancesAlthoughSignsOfLifeDid() {
		AtomicBoolean away = new AtomicBoolean(true);
		Relay relay = startWithout(away);
		for (int i = 0; i < 20; i++) {
			RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(),
					Instant.now());
			relay.onEvent(new ChainStart(run, 0, Map.of()));
			relay.heartbeat(0);
			relay.onEvent(new ChainEnd(run, 1, "output"));
		}
		await().untilAsserted(() -> assertThat(relay.counts().spooled()).isPositive());
		away.set(false);
		await().untilAsserted(() -> {
			assertThat(relay.counts().spooled()).isZero();
			assertThat(relay.counts().relayed() + relay.counts().shed()).isEqualTo(40);
		});
		relay.stop(Duration.ofSeconds(5));
		assertThat(relay.counts().accepted()).isEqualTo(40);
	}

	@Test
	void aRecordIsSentWhenThoseBeforeItInTheOtherTopicHaveArrived() {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(false, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		RelayOptions options = new RelayOptions(new Origin("one", 1), new LogTopics("l", "t", "c", 1), true, false,
				Duration.ofMillis(5), Duration.ofMillis(5), 1 << 20, 100_000, Duration.ofMinutes(1),
				Duration.ofMinutes(2), this.folder, 0);
		Relay relay = new Relay(options, new TreeNumbers(100), () -> producer);
		relay.start();
		RunInfo first = model();
		RunInfo second = model();
		relay.onEvent(new ChatModelStart(first, 0, List.of(), ChatOptions.none(), Map.of()));
		await().until(() -> topics(producer, first).equals(List.of("l")));
		relay.onEvent(new LlmNewToken(first, 1, 1, ChatChunk.of("token"), 0));
		relay.onEvent(new LlmError(first, 2, 2, 1, 1, new IllegalStateException("failed"), EndReason.FAILED,
				LlmResult.none(), null));
		relay.onEvent(new ChatModelStart(second, 0, List.of(), ChatOptions.none(), Map.of()));
		await().until(() -> topics(producer, second).equals(List.of("l")));
		assertThat(topics(producer, first)).containsExactly("l");
		int completed = complete(producer, 0);
		await().until(() -> topics(producer, first).equals(List.of("l", "t")));
		completed = complete(producer, completed);
		await().until(() -> topics(producer, first).equals(List.of("l", "t", "l")));
		complete(producer, completed);
		await().untilAsserted(() -> assertThat(relay.counts().relayed()).isEqualTo(4));
		relay.stop(Duration.ofSeconds(5));
		assertThat(relay.bufferedBytes()).isZero();
	}

	private static List<String> topics(MockProducer<byte[], byte[]> producer, RunInfo run) {
		return producer.history()
			.stream()
			.filter((record) -> Arrays.equals(record.key(), RecordKey.of(run.id())))
			.map(ProducerRecord::topic)
			.toList();
	}

	/**
	 * Completes what has been sent by now, but not what that releases.
	 */
	private static int complete(MockProducer<byte[], byte[]> producer, int completed) {
		int sent = producer.history().size();
		for (int i = completed; i < sent; i++) {
			producer.completeNext();
		}
		return sent;
	}

	private static RunInfo model() {
		return new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "run", List.of(), Map.of(),
				Instant.now());
	}

	@Test
	void eventsOfASpoolThatSomebodyDeletedAreCounted() throws Exception {
		AtomicBoolean away = new AtomicBoolean(true);
		Relay relay = startWithout(away);
		// the spool is not read before the broker is back
		relay.onEvent(new ChainStart(model(), 0, Map.of()));
		await().until(relay::isBrokerAway);
		for (int i = 0; i < 20; i++) {
			RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(),
					Instant.now());
			relay.onEvent(new ChainStart(run, 0, Map.of()));
			relay.onEvent(new ChainEnd(run, 1, "output"));
		}
		await().untilAsserted(() -> assertThat(relay.counts().spooled()).isPositive());
		Files.delete(this.folder.resolve("relay-0/000000000000.spool"));
		away.set(false);
		await().untilAsserted(() -> {
			assertThat(relay.counts().spooled()).isZero();
			assertThat(relay.counts().relayed() + relay.counts().shed()).isEqualTo(41);
		});
		assertThat(relay.counts().shed()).isPositive();
		assertThat(relay.spoolSize()).isZero();
		relay.stop(Duration.ofSeconds(5));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aDiskThatIsFullIsOneLineOfTheLogAndLosesWhatIsCounted(CapturedOutput output) throws Exception {
		Path full = Path.of("/dev/full");
		assumeTrue(Files.exists(full), "there is no device that is always full");
		AtomicBoolean away = new AtomicBoolean(true);
		Relay relay = startWithout(away);
		for (int i = 0; i < 200; i++) {
			Files.createSymbolicLink(this.folder.resolve("relay-0/%012d.spool".formatted(i)), full);
		}
		for (int i = 0; i < 40; i++) {
			relay.onEvent(new ChainStart(model(), 0, Map.of()));
		}
		await().untilAsserted(() -> assertThat(relay.counts().shed()).isGreaterThan(1));
		assertThat(relay.counts().spooled()).isZero();
		away.set(false);
		await().untilAsserted(() -> assertThat(relay.counts().relayed() + relay.counts().shed()).isEqualTo(40));
		relay.stop(Duration.ofSeconds(5));
		assertThat(output.toString().split("The spool of the relay cannot be written", -1)).hasSize(2);
	}

	@Test
	void aFolderThatCannotBeUsedIsNamed() throws Exception {
		Path file = Files.createFile(this.folder.resolve("file"));
		Relay relay = new Relay(spooling(file.resolve("spool")), new TreeNumbers(100), () -> {
			throw new IllegalStateException("no broker");
		});
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(relay::start)
			.withMessageContaining("of 'callbacks.relay.spool.folder' cannot be used");
	}

	/**
	 * Starts a relay whose broker is not there for as long as the flag says.
	 */
	private Relay startWithout(AtomicBoolean away) {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		Relay relay = new Relay(spooling(this.folder), new TreeNumbers(100), () -> {
			if (away.get()) {
				throw new IllegalStateException("no broker");
			}
			return producer;
		});
		relay.start();
		return relay;
	}

	@Test
	void theOwnerOfAStreamIsNotRedactedSinceOtherInstancesCompareIt() {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(),
				Map.of(ResumableStreams.STREAM_KEY, true, ResumableStreams.OWNER_KEY, "ann@example.com", "to",
						"bob@example.com"),
				Instant.now());
		LogRecord.Event record = relayed(new ChainStart(run, 0, Map.of()), "@example.com");
		assertThat(record.run().metadata()).containsEntry(ResumableStreams.STREAM_KEY, true)
			.containsEntry(ResumableStreams.OWNER_KEY, "ann@example.com")
			.containsEntry("to", "bob[redacted]");
	}

	@Test
	void aFailureThatIsRedactedKeepsItsName() {
		LogRecord.Event record = relayed(new ChainError(model(), 0, 1, new NoSuchElementException("ann@example.com"),
				EndReason.FAILED, null, null), "@example.com");
		assertThat(((ErrorEvent) record.event()).error()).isInstanceOfSatisfying(RemoteFailureException.class,
				(failure) -> {
					assertThat(failure.failure()).isEqualTo("NoSuchElementException");
					assertThat(failure.detail()).isEqualTo("ann[redacted]");
				});
	}

	/**
	 * Returns an event as a relay with a redactor writes it.
	 */
	private LogRecord.Event relayed(CallbackEvent event, String secret) {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		Relay relay = new Relay(spooling(this.folder), new TreeNumbers(100), () -> producer);
		relay.redactBy(new ContentRedactor() {

			@Override
			public String redact(String text) {
				return text.replace(secret, "[redacted]");
			}

			@Override
			public int longestMatch() {
				return secret.length();
			}

		});
		relay.start();
		relay.onEvent(event);
		relay.stop(Duration.ofSeconds(5));
		return producer.history()
			.stream()
			.map((record) -> LifecycleCodec.read(record.value()))
			.filter(LogRecord.Event.class::isInstance)
			.map(LogRecord.Event.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static RelayOptions spooling(Path folder) {
		return new RelayOptions(new Origin("one", 1), new LogTopics("l", "t", "c", 1), true, false,
				Duration.ofMillis(5), Duration.ofMillis(5), 4_000, 100_000, Duration.ofSeconds(3),
				Duration.ofSeconds(10), folder, 1 << 20);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tokensThatFillTheBufferInUnsentFramesAreSent(boolean durable) {
		MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
				new ByteArraySerializer());
		RelayOptions options = new RelayOptions(new Origin("one", 1), new LogTopics("l", "t", "c", 1), true, durable,
				Duration.ofMillis(300), Duration.ofMillis(300), 10_000, 100_000, Duration.ofSeconds(3),
				Duration.ofSeconds(10), this.folder, 0);
		Relay relay = new Relay(options, new TreeNumbers(100), () -> producer);
		relay.start();
		ChatChunk chunk = ChatChunk.of("token ");
		for (int i = 0; i < 50; i++) {
			RunInfo run = model();
			for (int sequence = 0; sequence < 6; sequence++) {
				relay.onEvent(new LlmNewToken(run, sequence, sequence, chunk, sequence));
			}
		}
		await().untilAsserted(() -> assertThat(relay.counts().relayed()).isEqualTo(300));
		assertThat(relay.bufferedBytes()).isZero();
		relay.stop(Duration.ofSeconds(5));
	}

}
