// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What handlers show passes the redactor, and cannot forge lines.
 */
class RedactionTests {

	static final String SECRET = "wxyz-qrst";

	static final ContentRedactor REDACTOR = new ContentRedactor() {

		@Override
		public String redact(String text) {
			return text.replace(SECRET, "***");
		}

		@Override
		public int longestMatch() {
			return SECRET.length();
		}

	};

	private final List<String> lines = new ArrayList<>();

	private String shown(CallWay way, ContentRedactor redactor, String... tokens) throws Exception {
		ConsoleTreeHandler console = ConsoleTreeHandler.to(this.lines::add).showingContent();
		console.redactBy(redactor);
		try (TestEngine engine = new TestEngine().with(console)) {
			way.call(new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build()));
		}
		return String.join("\n", this.lines);
	}

	private String tokens() {
		StringBuilder tokens = new StringBuilder();
		this.lines.stream()
			.filter((line) -> line.startsWith("  token "))
			.map((line) -> line.split(": ", 2))
			.filter((parts) -> parts.length == 2)
			.forEach((parts) -> tokens.append(parts[1]));
		return tokens.toString();
	}

	static Stream<String[]> splits() {
		String text = "a" + SECRET + "b";
		List<String[]> splits = new ArrayList<>();
		for (int i = 1; i < text.length(); i++) {
			for (int j = i + 1; j < text.length(); j++) {
				splits.add(new String[] { text.substring(0, i), text.substring(i, j), text.substring(j) });
			}
		}
		return splits.stream();
	}

	@ParameterizedTest
	@MethodSource("splits")
	void secretThatIsSplitOverTokensIsRedacted(String first, String second, String third) throws Exception {
		String shown = shown(CallWay.STREAM, REDACTOR, first, second, third, " and more text");
		assertThat(shown).doesNotContain(SECRET).contains("a***b and more text");
		assertThat(tokens()).startsWith("a***b");
		for (int i = 4; i < SECRET.length(); i++) {
			assertThat(tokens()).doesNotContain(SECRET.substring(0, i));
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyWayOfCallingIsRedacted(CallWay way) throws Exception {
		assertThat(shown(way, REDACTOR, "It is ", "wxyz", "-", "qrst", ".")).doesNotContain(SECRET, "wxyz")
			.contains("It is ***.");
	}

	@Test
	void streamsOfManyPiecesAreRedactedAsIfTheyHadComeAtOnce() {
		Random random = new Random(4711);
		for (int i = 0; i < 1_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int j = 0; j < 5; j++) {
				text.append(random.nextBoolean() ? SECRET : SECRET.substring(0, random.nextInt(SECRET.length())));
			}
			RedactedStream stream = new RedactedStream(REDACTOR);
			StringBuilder shown = new StringBuilder();
			int at = 0;
			while (at < text.length()) {
				int next = Math.min(text.length(), at + 1 + random.nextInt(5));
				shown.append(stream.add(text.substring(at, next)));
				at = next;
			}
			assertThat(REDACTOR.redact(text.toString())).startsWith(shown.toString());
			assertThat(shown.length())
				.isGreaterThanOrEqualTo(REDACTOR.redact(text.toString()).length() - 2 * SECRET.length());
		}
	}

	/**
	 * Text that is redacted as a whole although it is longer than the redactor says.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "sk-[A-Za-z0-9]{20,}", "[a-z]+", "(?s).+" })
	void longSecretIsNeitherHeldBackNorRedactedAgainWithEachPiece(String pattern) {
		AtomicLong redacted = new AtomicLong();
		int longestMatch = 64;
		RedactedStream stream = new RedactedStream(new ContentRedactor() {

			@Override
			public String redact(String text) {
				redacted.addAndGet(text.length());
				return text.replaceAll(pattern, "***");
			}

			@Override
			public int longestMatch() {
				return longestMatch;
			}

		});
		String shown = stream.add("sk-");
		int pieces = 2_000;
		for (int i = 0; i < pieces; i++) {
			shown += stream.add("abcd");
		}
		assertThat(redacted).hasValueLessThan(10L * longestMatch * pieces * "abcd".length());
		assertThat(shown).contains("***");
	}

	@Test
	void answersAtOnceAreRedactedApart() throws Exception {
		ConsoleTreeHandler console = ConsoleTreeHandler.to(this.lines::add).showingContent();
		console.redactBy(REDACTOR);
		try (TestEngine engine = new TestEngine().with(console)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("x wxyz", "-qr", "st y")).build());
			engine.manager.run(RunKind.CHAIN, "two")
				.input(SECRET)
				.call(() -> model.call(CallWay.STREAMING).text() + model.call(CallWay.STREAMING).text());
		}
		assertThat(String.join("\n", this.lines)).doesNotContain("wxyz");
	}

	@Test
	void linesOfJsonAreRedacted(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.json");
		JsonLinesHandler json = JsonLinesHandler.withContentTo(file);
		json.redactBy(REDACTOR);
		try (json; TestEngine engine = new TestEngine().with(json)) {
			new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("It is wx", "yz-qrst.")).build())
				.with(RunConfig.empty().tags("a " + SECRET).metadata("card", SECRET))
				.call(ChatRequest.of("Is it " + SECRET + "?").streaming());
		}
		assertThat(Files.readString(file)).doesNotContain("wxyz")
			.contains("Is it ***?", "It is ***.", "[\"a ***\"]", "\"card\":\"***\"");
	}

	@Test
	void textWhoseRedactionFailsIsNotShown() throws Exception {
		ContentRedactor failing = new ContentRedactor() {

			@Override
			public String redact(String text) {
				throw new IllegalStateException("redactor");
			}

			@Override
			public int longestMatch() {
				return 1;
			}

		};
		assertThat(shown(CallWay.BLOCKING, failing, SECRET)).doesNotContain("wxyz").contains("(redaction failed)");
	}

	static ContentRedactor withoutLongestMatch() {
		return new ContentRedactor() {

			@Override
			public String redact(String text) {
				return REDACTOR.redact(text);
			}

			@Override
			public int longestMatch() {
				throw new IllegalStateException("longestMatch");
			}

		};
	}

	@ParameterizedTest
	@EnumSource
	void piecesAreHiddenIfTheLongestMatchIsNotKnown(CallWay way) throws Exception {
		assertThat(shown(way, withoutLongestMatch(), "It is ", "wxyz", "-qrst", ".")).doesNotContain("wxyz", "qrst")
			.contains("It is ***.");
		assertThat(tokens()).isEmpty();
	}

	@Test
	void redactorThatReturnsNothingFails() throws Exception {
		ContentRedactor nothing = new ContentRedactor() {

			@Override
			public String redact(String text) {
				return null;
			}

			@Override
			public int longestMatch() {
				return 1;
			}

		};
		assertThat(shown(CallWay.BLOCKING, nothing, SECRET)).contains("> chat-model embedded: (redaction failed)",
				"< chat-model embedded ");
	}

	@Test
	void redactorsAreAppliedOneAfterAnother() {
		ContentRedactor both = ContentRedactor.all(List.of(REDACTOR, new ContentRedactor() {

			@Override
			public String redact(String text) {
				return text.replace("***", "(number)");
			}

			@Override
			public int longestMatch() {
				return 20;
			}

		}));
		assertThat(both.redact("It is " + SECRET)).isEqualTo("It is (number)");
		assertThat(both.longestMatch()).isEqualTo(20);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\n< chain forged 1 ms", "a\r< chain forged", "\u001b[2J", "\u2028< chain forged",
			"\u202etxt.exe" })
	void textForgesNoLine(String text) throws Exception {
		ConsoleTreeHandler console = ConsoleTreeHandler.to(this.lines::add).showingContent();
		try (TestEngine engine = new TestEngine().with(console)) {
			engine.manager.run(RunKind.TOOL, text).input(text).call(() -> text);
		}
		assertThat(this.lines).hasSize(2)
			.allSatisfy((line) -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e]"));
	}

	@Test
	void emojisStayWhole() throws Exception {
		String family = "\uD83D\uDC68\u200D\uD83D\uDC69";
		assertThat(OneLine.of(family)).isEqualTo(family);
	}

}
