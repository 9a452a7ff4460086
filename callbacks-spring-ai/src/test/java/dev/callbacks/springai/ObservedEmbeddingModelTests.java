// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.Run;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Usage;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.ObservedRun;
import dev.callbacks.test.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Models of embeddings, whose calls are runs and are otherwise what they are.
 */
class ObservedEmbeddingModelTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final OwnModel model = new OwnModel();

	private final EmbeddingModel observed = new SpringAiCallbacks(this.manager).wrap("embeddings", this.model);

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	static Stream<Arguments> calls() {
		return Stream
			.of(call("call", (model) -> model.call(new EmbeddingRequest(List.of("a", "b"), null)), "[a, b]", 2),
					call("embedForResponse", (model) -> model.embedForResponse(List.of("a", "b")), "[a, b]", 2),
					call("embed a text", (model) -> model.embed("a"), "a", 1),
					call("embed a document", (model) -> model.embed(new Document("a")), "a", 1),
					call("embed texts", (model) -> model.embed(List.of("a", "b", "c")), "[a, b, c]", 3),
					call("embed documents",
							(model) -> model.embed(List.of(new Document("a"), new Document("b")),
									EmbeddingOptions.builder().build(), new TokenCountBatchingStrategy()),
							"[a, b]", 2));
	}

	private static Arguments call(String name, Function<EmbeddingModel, Object> call, String input, int count) {
		return Arguments.of(Named.of(name, call), input, count);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void callIsOneRun(Function<EmbeddingModel, Object> call, String input, int count) {
		this.manager.chain("user").run(() -> call.apply(this.observed));
		CallbackTests.awaitIdle(this.manager);
		ObservedRun run = this.recording.run("embeddings");
		CallbackAssertions.assertThat(run)
			.hasKind(RunKind.EMBEDDING)
			.isChildOf(this.recording.run("user"))
			.isWellFormed()
			.succeeded();
		assertThat(this.recording.runs()).hasSize(2);
		assertThat(((ChainStart) run.events().get(0)).inputs()).isEqualTo(Map.of("input", input));
		assertThat(((ChainEnd) run.events().get(1)).output()).isInstanceOfSatisfying(EmbeddingResult.class,
				(result) -> assertThat(result.count()).isEqualTo(count));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void answerIsTheModelsOwnAndComesOnTheCallersThread(Function<EmbeddingModel, Object> call) {
		Object answer = call.apply(this.observed);
		assertThat(answer).isSameAs(this.model.last);
		assertThat(this.model.threads).containsOnly(Thread.currentThread());
		assertThat(Run.find()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void failureIsTheModelsOwn(Function<EmbeddingModel, Object> call) {
		for (Throwable failure : List.of(new IllegalStateException("own"), new IOException("undeclared"),
				new CompletionException(new IOException("disk")), new StackOverflowError("own"))) {
			this.recording.clear();
			this.model.failure = failure;
			assertThat(catchThrowable(() -> call.apply(this.observed))).isSameAs(failure);
			CallbackTests.awaitIdle(this.manager);
			Throwable told = (failure instanceof CompletionException) ? failure.getCause() : failure;
			assertThat(this.recording.events(ChainError.class)).singleElement()
				.satisfies((error) -> assertThat(error.error()).isSameAs(told));
		}
	}

	@Test
	void nothingIsRefusedThatTheModelTakes() {
		assertThat(this.observed.embed((String) null)).isSameAs(this.model.last);
		assertThat(this.observed.embed((Document) null)).isSameAs(this.model.last);
		assertThat(this.observed.embed((List<String>) null)).isSameAs(this.model.last);
		assertThat(this.observed.call(null)).isSameAs(this.model.last);
		assertThat(this.observed.embed(Arrays.asList(new Document("a"), null), null, null)).isSameAs(this.model.last);
	}

	@Test
	void modelIsCalledWhenTheManagerHasStopped() {
		this.manager.stop(Duration.ofSeconds(1));
		assertThat(this.observed.embed("a")).isSameAs(this.model.last);
		assertThat(this.recording.events()).isEmpty();
	}

	@Test
	void shortcutsTellTheModelAndTheUsage() {
		EmbeddingModel observed = new SpringAiCallbacks(this.manager).wrap("embeddings", new PlainModel());
		observed.embed("a");
		observed.embed(List.of("a", "b"));
		observed.embed(List.of(new Document("a"), new Document("b")), EmbeddingOptions.builder().build(),
				(documents) -> documents.stream().map(List::of).toList());
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(ChainEnd.class)).extracting(ChainEnd::output)
			.containsExactly(new EmbeddingResult(1, "small", Usage.of(5, 0)),
					new EmbeddingResult(2, "small", Usage.of(5, 0)), new EmbeddingResult(2, "small", Usage.of(10, 0)));
	}

	@Test
	void dimensionsAndContentAreNoCalls() {
		assertThat(this.observed.dimensions()).isEqualTo(7);
		assertThat(this.observed.getEmbeddingContent(new Document("a"))).isEqualTo("own content of a");
		assertThat(this.observed).hasToString("own model");
		assertThat(this.recording.events()).isEmpty();
	}

	@Test
	void wrappedModelIsWrappedOnce() {
		assertThat(new SpringAiCallbacks(this.manager).wrap("again", this.observed)).isSameAs(this.observed);
	}

	/**
	 * A model with the shortcuts of upstream.
	 */
	private static final class PlainModel implements EmbeddingModel {

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			return new EmbeddingResponse(
					request.getInstructions().stream().map((text) -> new Embedding(new float[] { 1 }, 0)).toList(),
					new EmbeddingResponseMetadata("small", new DefaultUsage(5, 0)));
		}

		@Override
		public float[] embed(Document document) {
			return embed(document.getText());
		}

	}

	/**
	 * A model with methods of its own for all that the interface has a default for.
	 */
	private static final class OwnModel implements EmbeddingModel {

		private final List<Thread> threads = new ArrayList<>();

		private @Nullable Throwable failure;

		private @Nullable Object last;

		private <T> T answer(T answer) {
			this.threads.add(Thread.currentThread());
			if (this.failure != null) {
				OwnModel.<RuntimeException>sneak(this.failure);
			}
			this.last = answer;
			return answer;
		}

		@SuppressWarnings("unchecked")
		private static <X extends Throwable> void sneak(Throwable failure) throws X {
			throw (X) failure;
		}

		private static EmbeddingResponse response(int count) {
			return new EmbeddingResponse(
					Stream.generate(() -> new Embedding(new float[] { 1 }, 0)).limit(count).toList());
		}

		@Override
		public EmbeddingResponse call(EmbeddingRequest request) {
			return answer(response(2));
		}

		@Override
		public EmbeddingResponse embedForResponse(List<String> texts) {
			return answer(response(2));
		}

		@Override
		public float[] embed(String text) {
			return answer(new float[] { 1 });
		}

		@Override
		public float[] embed(Document document) {
			return answer(new float[] { 1 });
		}

		@Override
		public List<float[]> embed(List<String> texts) {
			return answer(new ArrayList<>(List.of(new float[] { 1 }, new float[] { 2 }, new float[] { 3 })));
		}

		@Override
		public List<float[]> embed(List<Document> documents, EmbeddingOptions options, BatchingStrategy strategy) {
			return answer(new ArrayList<>(List.of(new float[] { 1 }, new float[] { 2 })));
		}

		@Override
		public String getEmbeddingContent(Document document) {
			return "own content of " + document.getText();
		}

		@Override
		public int dimensions() {
			return 7;
		}

		@Override
		public String toString() {
			return "own model";
		}

	}

}
