// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.Document;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.message.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is written and read.
 */
class WireTests {

	private static final String SECRET = "s3cr3t";

	private static final Origin ORIGIN = new Origin("one", 7);

	private static final Place PLACE = new Place(3, 2, 9, 0);

	private static final UUID ROOT = UUID.randomUUID();

	private static final RunInfo RUN = new RunInfo(UUID.randomUUID(), ROOT, List.of(ROOT), RunKind.TOOL, "run",
			List.of("tag"), Map.of("user", "u", "number", 4), Instant.parse("2026-11-26T10:00:00.123456Z"));

	private static final LlmResult RESULT = new LlmResult(
			List.of(List.of(new Generation(ChatMessage.assistant(SECRET, List.of(new ToolCall("1", "tool", SECRET))),
					Map.of("model_name", "m", "other", SECRET), Usage.of(3, 4)))),
			Map.of("x", SECRET), List.of(RUN.id()));

	static List<CallbackEvent> events() {
		IllegalStateException failure = new IllegalStateException(SECRET);
		return List.of(
				new ChatModelStart(RUN, 0, List.of(ChatMessage.user(SECRET)),
						ChatOptions.none().withModel("m").withTemperature(0.5).withMaxTokens(9).withStop(SECRET),
						Map.of("p", SECRET)),
				new LlmStart(RUN, 0, List.of(SECRET), Map.of()), new ChainStart(RUN, 0, Map.of("input", SECRET)),
				new ToolStart(RUN, 0, "tool", SECRET, SECRET, Map.of("a", SECRET), "call"),
				new RetrieverStart(RUN, 0, SECRET), new LlmEnd(RUN, 5, 9, 3, 2, RESULT, null),
				new ChainEnd(RUN, 5, 9, Map.of("out", List.of(1, 2.5, true, SECRET)), null),
				new ToolEnd(RUN, 5, 9, SECRET, null),
				new RetrieverEnd(RUN, 5, 9, List.of(new Document("d", SECRET, Map.of("s", SECRET))), null),
				new LlmError(RUN, 5, 9, 3, 2, failure, EndReason.FAILED, RESULT, null),
				new ChainError(RUN, 5, 9, failure, EndReason.TIMED_OUT, SECRET, null),
				new ToolError(RUN, 5, 9, failure, EndReason.CANCELLED, SECRET, null),
				new RetrieverError(RUN, 5, 9, failure, EndReason.ABANDONED,
						List.of(new Document(null, SECRET, Map.of())), null),
				new AgentAction(RUN, 2, 4, "tool", SECRET, SECRET), new AgentFinish(RUN, 2, 4, SECRET, SECRET),
				new Retry(RUN, 2, 4, 2, Duration.ofMillis(20), failure), new Text(RUN, 2, 4, SECRET),
				new CustomEvent(RUN, 2, 4, "name", SECRET));
	}

	@ParameterizedTest
	@MethodSource("events")
	void anEventIsReadAsItWasWritten(CallbackEvent event) {
		LifecycleCodec codec = new LifecycleCodec(true, 1 << 20);
		LogRecord.Event read = (LogRecord.Event) LifecycleCodec
			.read(codec.write(new LogRecord.Event(ORIGIN, PLACE, event, new LogRecord.Tally(5, 2, 77))));
		assertThat(read.origin()).isEqualTo(ORIGIN);
		assertThat(read.place()).isEqualTo(PLACE);
		assertThat(read.tally()).isEqualTo(new LogRecord.Tally(5, 2, 77));
		assertThat(read.event()).usingRecursiveComparison()
			.ignoringFields("error", "start")
			.withEqualsForType((one, other) -> true, Throwable.class)
			.isEqualTo(event);
		assertThat(read.run()).usingRecursiveComparison().isEqualTo(RUN);
	}

	@Test
	void aDelayThatIsLongerThanNumbersOfMillisecondsIsTheLongest() {
		Retry retry = new Retry(RUN, 2, 4, 2, ChronoUnit.FOREVER.getDuration(), new IllegalStateException());
		byte[] written = new LifecycleCodec(true, 1 << 20).write(new LogRecord.Event(ORIGIN, PLACE, retry, null));
		LogRecord.Event read = (LogRecord.Event) LifecycleCodec.read(written);
		assertThat(((Retry) read.event()).delay()).isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
	}

	@ParameterizedTest
	@MethodSource("events")
	void withoutContentNothingOfItIsWritten(CallbackEvent event) {
		byte[] written = new LifecycleCodec(false, 1 << 20).write(new LogRecord.Event(ORIGIN, PLACE, event, null));
		assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain(SECRET).doesNotContain("java.");
		LogRecord.Event read = (LogRecord.Event) LifecycleCodec.read(written);
		assertThat(read.event().type()).isEqualTo(event.type());
		assertThat(read.event().sequence()).isEqualTo(event.sequence());
		if (read.event() instanceof LlmEnd end) {
			assertThat(end.result().first().usage()).isEqualTo(Usage.of(3, 4));
		}
	}

	@ParameterizedTest
	@MethodSource("events")
	void anEventThatIsTooLargeLosesItsContentOnly(CallbackEvent event) {
		LifecycleCodec codec = new LifecycleCodec(true, 1024);
		RunInfo large = new RunInfo(RUN.id(), ROOT, List.of(ROOT), RUN.kind(), "n".repeat(2_000),
				List.of("t".repeat(2_000)), Map.of(), RUN.startTime());
		byte[] written = codec
			.write(new LogRecord.Event(ORIGIN, PLACE, new Text(large, 2, 4, "x".repeat(5_000)), null));
		assertThat(written).hasSizeLessThan(1024);
		assertThat(((LogRecord.Event) LifecycleCodec.read(written)).run().id()).isEqualTo(RUN.id());
	}

	@ParameterizedTest
	@EnumSource(EventType.class)
	void everyTypeOfEventIsTried(EventType type) {
		assertThat(type == EventType.LLM_NEW_TOKEN || events().stream().anyMatch((event) -> event.type() == type))
			.isTrue();
	}

	@Test
	void aFailureThatIsToldAgainIsNamedOnce() {
		ChainError told = new ChainError(RUN, 5, 9, new RemoteFailureException("Timeout", "too slow"), EndReason.FAILED,
				null, null);
		LogRecord.Event read = (LogRecord.Event) LifecycleCodec
			.read(new LifecycleCodec(true, 1 << 20).write(new LogRecord.Event(ORIGIN, PLACE, told, null)));
		assertThat(((ChainError) read.event()).error()).hasMessage("Timeout: too slow");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aValueThatCannotBeReadDoesNotHideTheEvent(boolean error) {
		Object broken = new Object() {

			@Override
			public String toString() {
				if (error) {
					throw new NoClassDefFoundError();
				}
				throw new IllegalStateException();
			}

		};
		Map<String, Object> endless = new LinkedHashMap<>();
		endless.put("me", endless);
		endless.put("broken", broken);
		byte[] written = new LifecycleCodec(true, 1 << 20)
			.write(new LogRecord.Event(ORIGIN, PLACE, new CustomEvent(RUN, 1, "name", endless), null));
		assertThat(LifecycleCodec.read(written)).isInstanceOf(LogRecord.Event.class);
	}

	@Test
	void tokensAreReadAsTheyWereWritten() {
		Random random = new Random(7);
		for (int round = 0; round < 200; round++) {
			List<LlmNewToken> tokens = new ArrayList<>();
			FrameWriter frame = new FrameWriter(RUN);
			long sequence = random.nextInt(1_000_000);
			long number = sequence + 5;
			long nanos = 1_000L * random.nextInt(1_000_000);
			List<Long> numbers = new ArrayList<>();
			for (int i = 0; i < 1 + random.nextInt(20); i++) {
				boolean jump = random.nextInt(4) == 0;
				sequence += jump ? 1 + random.nextInt(300) : 1;
				number += jump ? 1 + random.nextInt(300) : 1;
				nanos += 1_000L * random.nextInt(100_000);
				LlmNewToken token = new LlmNewToken(RUN, sequence, nanos, chunk(random), i + (jump ? 1 : 0));
				tokens.add(token);
				numbers.add(number);
				frame.add(token, token.token().getBytes(StandardCharsets.UTF_8), number);
			}
			LogRecord.Tokens read = FrameReader.read(ROOT, frame.write(99, new Place(4, 3, frame.first(), 6)));
			assertThat(read.place()).isEqualTo(new Place(4, 3, numbers.get(0), 6));
			assertThat(read.epoch()).isEqualTo(99);
			assertThat(read.run()).isEqualTo(RUN.id());
			assertThat(read.tokens().tokens()).extracting(TokenFrame.Token::number).isEqualTo(numbers);
			assertThat(read.tokens()
				.tokens()
				.stream()
				.map((token) -> new LlmNewToken(RUN, token.sequence(), token.nanos(), token.chunk(), token.index())))
				.usingRecursiveFieldByFieldElementComparator()
				.isEqualTo(tokens);
		}
	}

	private static ChatChunk chunk(Random random) {
		String text = Stream.of("", "a", "tok ", "Grüße ", "\uD83D\uDE80")
			.skip(random.nextInt(5))
			.findFirst()
			.orElseThrow();
		return switch (random.nextInt(6)) {
			case 0 ->
				new ChatChunk(text, "because", List.of(new ToolCallDelta(0, "1", "tool", "{")), null, Map.of(), false);
			case 1 -> new ChatChunk(text, null, List.of(), Usage.of(1, 2), Map.of("k", "v"), true);
			default -> ChatChunk.of(text);
		};
	}

	@Test
	void charactersThatAreCutComeTogetherAgain() {
		List<String> texts = List.of("a\uD83D", "\uDE80", "\uDE80\uD83D", "Grüße \uD83D\uDE80\uD83D", "\uD7FF\uE000",
				"\uD83D\uD83D\uDE80\uDE80 b");
		FrameWriter frame = new FrameWriter(RUN);
		for (String text : texts) {
			ChatChunk chunk = new ChatChunk(text, text, List.of(), null, Map.of("k", text, text, "k"), false);
			frame.add(new LlmNewToken(RUN, frame.count(), 0, chunk, frame.count()), TokenText.bytes(text),
					frame.count());
		}
		List<TokenFrame.Token> read = FrameReader.read(ROOT, frame.write(1, PLACE)).tokens().tokens();
		assertThat(read).extracting((token) -> token.chunk().text()).isEqualTo(texts);
		assertThat(read).extracting((token) -> token.chunk().reasoning()).isEqualTo(texts);
		assertThat(read).extracting((token) -> token.chunk().metadata().get("k")).isEqualTo(texts);
	}

	@Test
	void ordinaryTextIsInUtf8AndWhatIsNoneIsReplaced() {
		for (String text : List.of("", "tok ", "Grüße ", "漢字 \uD7FF\uE000", "\uD83D\uDE80")) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			assertThat(TokenText.bytes(text)).isEqualTo(bytes);
			assertThat(TokenText.read(bytes)).isEqualTo(text);
		}
		Random random = new Random(5);
		byte[] lead = { (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'a' };
		for (int round = 0; round < 5_000; round++) {
			byte[] bytes = new byte[random.nextInt(8)];
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = random.nextBoolean() ? lead[random.nextInt(lead.length)] : (byte) random.nextInt();
			}
			assertThat(TokenText.read(bytes).length()).isLessThanOrEqualTo(bytes.length);
		}
	}

	@Test
	void aTokenTakesFewBytes() {
		FrameWriter frame = new FrameWriter(
				new RunInfo(ROOT, null, List.of(), RunKind.CHAT_MODEL, "model", List.of(), Map.of(), Instant.EPOCH));
		for (int i = 0; i < 3; i++) {
			frame.add(new LlmNewToken(RUN, 1 + i, 20_000_000L * (1 + i), ChatChunk.of("tok "), i),
					"tok ".getBytes(StandardCharsets.UTF_8), 1 + i);
		}
		// the record has a key of 16 bytes, and needs some 7 bytes itself
		assertThat((frame.write(System.nanoTime(), new Place(2, 1, 1, 0)).length + 23) / 3).isLessThanOrEqualTo(25);
	}

	@Test
	void whatIsNotOursIsRefused() {
		Random random = new Random(3);
		byte[] frame = new FrameWriter(RUN).write(1, PLACE);
		byte[] event = new LifecycleCodec(true, 1 << 20)
			.write(new LogRecord.Event(ORIGIN, PLACE, events().get(0), null));
		for (byte[] good : List.of(frame, event)) {
			for (int round = 0; round < 2_000; round++) {
				byte[] bad = good.clone();
				for (int change = 0; change <= random.nextInt(3); change++) {
					bad[random.nextInt(bad.length)] = (byte) random.nextInt();
				}
				readOrRefuse(bad);
				readOrRefuse(java.util.Arrays.copyOf(good, random.nextInt(good.length)));
			}
		}
		assertRefused("", "no record");
		assertRefused("42", "no record");
		assertRefused("{\"v\":2,\"record\":\"event\"}", "newer");
		assertRefused("{\"v\":1,\"record\":\"other\"}", "no record");
		assertRefused("{\"v\":1,\"record\":\"event\"}", "missing");
		assertRefused("{\"@class\":\"javax.swing.JFrame\",\"v\":1}", "no record");
	}

	private static void assertRefused(String text, String reason) {
		assertThatExceptionOfType(BadRecordException.class)
			.isThrownBy(() -> LifecycleCodec.read(text.getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining(reason);
	}

	private static void readOrRefuse(byte[] bytes) {
		for (Runnable reading : List.<Runnable>of(() -> LifecycleCodec.read(bytes),
				() -> FrameReader.read(ROOT, bytes))) {
			try {
				reading.run();
			}
			catch (BadRecordException ex) {
				// refused
			}
		}
	}

}
