// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.CallResponseSpec;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;

/**
 * The things that applications do with Spring AI.
 */
enum SpringAiScenario {

	CALL((rig, trace) -> {
		rig.answers(Script.tokens("Why", " not", "?"));
		trace.call(() -> rig.client(trace).prompt("Hello").call().content());
	}),

	STREAM((rig, trace) -> {
		rig.answers(Script.tokens("Why", " not", "?"));
		trace.stream(() -> rig.client(trace).prompt("Hello").stream().content());
	}),

	CALL_WITH_TOOLS((rig, trace) -> {
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		trace.call(() -> rig.client(trace).prompt("Weather?").tools(rig.tools(trace)).call().content());
		trace.add(rig.lastRequest());
	}),

	STREAM_WITH_TOOLS((rig, trace) -> {
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		trace.stream(() -> rig.client(trace).prompt("Weather?").tools(rig.tools(trace)).stream().content());
		trace.add(rig.lastRequest());
	}),

	CALL_OF_AN_UNKNOWN_TOOL((rig, trace) -> {
		rig.answers(Script.calls(new Script.Call("call_1", "unknown", "{}")), Script.tokens("Sunny"));
		trace.call(() -> rig.client(trace).prompt("Weather?").tools(rig.tools(trace)).call().content());
	}),

	TOOL_THAT_THROWS((rig, trace) -> {
		rig.answers(Script.calls(new Script.Call("call_1", "broken", "{}")), Script.tokens("Sorry"));
		trace.call(() -> rig.client(trace).prompt("Try").tools(rig.tools(trace)).call().content());
		trace.add(rig.lastRequest());
	}),

	TOOL_WITH_AN_ERROR((rig, trace) -> {
		rig.answers(Script.calls(new Script.Call("call_1", "fatal", "{}")), Script.tokens("Sorry"));
		trace.call(() -> rig.client(trace).prompt("Try").tools(rig.tools(trace)).call().content());
	}),

	REFUSED_CALL((rig, trace) -> {
		for (int status : new int[] { 400, 429, 500 }) {
			rig.answers(Script.status(status));
			trace.call(() -> rig.client(trace).prompt("Hello").call().content());
		}
	}),

	REFUSED_STREAM((rig, trace) -> {
		for (int status : new int[] { 400, 429, 500 }) {
			rig.answers(Script.status(status));
			trace.stream(() -> rig.client(trace).prompt("Hello").stream().content());
		}
	}),

	REFUSED_MODEL((rig, trace) -> {
		for (int status : new int[] { 400, 429, 500 }) {
			rig.answers(Script.status(status));
			trace.call(() -> rig.model().call("Hello"));
			trace.stream(() -> rig.model().stream("Hello"));
		}
	}),

	MODEL((rig, trace) -> {
		rig.answers(Script.tokens("Why", " not", "?"));
		trace.call(() -> rig.model().call("Hello"));
		trace.call(() -> rig.model().call(new Prompt("Hello")).getResult().getOutput().getText());
		trace.stream(() -> rig.model().stream("Hello"));
	}),

	MODEL_WITH_NULLS((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		trace.call(() -> rig.model().call((Prompt) null));
		trace.call(() -> rig.model().call((String) null));
		trace.stream(() -> rig.model().stream((Prompt) null));
		trace.call(() -> rig.toolManager().executeToolCalls(new Prompt("Hello"), null));
		trace.call(() -> rig.toolManager().executeToolCalls(null, null));
	}),

	CLIENT_WITHOUT_AN_ANSWER((rig, trace) -> trace
		.call(() -> rig.client(trace).prompt("Hello").advisors(new Watcher(trace, null)).call().content())),

	CALL_THAT_FAILS_BY_ITSELF((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		for (Throwable failure : failures()) {
			trace.call(() -> rig.client(trace).prompt("Hello").advisors(new Watcher(trace, failure)).call().content());
		}
	}),

	STREAM_THAT_FAILS_BY_ITSELF((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		for (Throwable failure : failures()) {
			trace.stream(
					() -> rig.client(trace).prompt("Hello").advisors(new Watcher(trace, failure)).stream().content());
		}
	}),

	STREAM_THAT_IS_CUT((rig, trace) -> {
		rig.answers(Script.tokens("a", "b", "c").brokenAfter(0, Script.Fault.ERROR));
		trace.stream(() -> rig.client(trace).prompt("Hello").stream().content());
		rig.answers(Script.tokens("a", "b", "c").brokenAfter(0, Script.Fault.MALFORMED));
		trace.stream(() -> rig.model().stream("Hello"));
	}),

	STREAM_THAT_IS_CLOSED((rig, trace) -> {
		rig.answers(Script.tokens(2_000).slow(5));
		trace.stream(() -> rig.client(trace).prompt("Hello").stream().content().take(3));
	}),

	STREAM_ON_A_THREAD_THAT_MUST_NOT_BLOCK((rig, trace) -> {
		rig.answers(Script.tokens("Why", " not", "?"));
		ChatClient client = rig.bean("chatClient", ChatClient.class);
		trace.stream(() -> client.prompt("Hello").stream().content().subscribeOn(Schedulers.parallel()));
	}),

	SECOND_SUBSCRIPTION((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		Flux<String> content = rig.client(trace).prompt("Hello").stream().content();
		trace.stream(() -> content);
		trace.stream(() -> content);
		trace.stream(() -> content);
	}),

	SECOND_CALL((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		CallResponseSpec call = rig.client(trace).prompt("Hello").call();
		trace.call(call::content);
		trace.call(call::content);
		trace.call(call::content);
	}),

	CLIENT_OF_A_MODEL((rig, trace) -> {
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		ChatClient client = ChatClient.create(rig.model());
		trace.call(() -> client.prompt("Weather?").tools(rig.tools(trace)).call().content());
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		trace.stream(() -> client.prompt("Weather?").tools(rig.tools(trace)).stream().content());
	}),

	CLIENT_BEAN((rig, trace) -> {
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		ChatClient client = rig.bean("chatClient", ChatClient.class);
		trace.call(() -> client.prompt("Weather?").tools(rig.tools(trace)).call().content());
		rig.answers(SpringAiRig.TOOLS, Script.tokens("Sunny"));
		trace.stream(() -> client.prompt("Weather?").tools(rig.tools(trace)).stream().content());
		trace.add(rig.lastRequest());
	}),

	SEARCH((rig, trace) -> {
		VectorStore store = rig.bean("vectorStore", VectorStore.class);
		trace.call(() -> store.similaritySearch("cats").stream().map(Document::getText).toList());
		trace.call(() -> store.similaritySearch(SearchRequest.builder().query("dogs").build()).size());
		trace.call(() -> store.similaritySearch((SearchRequest) null));
		trace.call(() -> store.similaritySearch((String) null));
		trace.call(store::getName);
		trace.call(store::getNativeClient);
		for (Throwable failure : failures()) {
			rig.bean("vectorStore", SpringAiRig.Store.class).fail(failure);
			trace.call(() -> store.similaritySearch("cats"));
		}
		rig.bean("vectorStore", SpringAiRig.Store.class).fail(null);
	}),

	EMBEDDINGS((rig, trace) -> {
		EmbeddingModel model = rig.bean("embeddings", EmbeddingModel.class);
		trace.call(() -> model.embed("cats").length);
		trace.call(() -> model.embed(new Document("cats")).length);
		trace.call(() -> model.embed(List.of("cats", "dogs")).size());
		trace.call(() -> model.embedForResponse(List.of("cats", "dogs")).getResults().size());
		trace.call(() -> model.call(new EmbeddingRequest(List.of("cats"), null)).getResults().size());
		trace.call(() -> model.embed(List.of(new Document("cats")), null, new TokenCountBatchingStrategy()).size());
		trace.call(() -> model.embed((String) null));
		trace.call(() -> model.embed((Document) null));
		trace.call(() -> model.embed((List<String>) null));
		trace.call(() -> model.embed(null, null, null));
		trace.call(() -> model.call(null));
		trace.call(() -> model.getEmbeddingContent(new Document("cats")));
		trace.call(model::dimensions);
		for (Throwable failure : failures()) {
			rig.bean("embeddings", Embeddings.class).fail(failure);
			trace.call(() -> model.embed("cats"));
		}
		rig.bean("embeddings", Embeddings.class).fail(null);
	}),

	AUGMENTED_CALL((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		trace.call(() -> rig.client(trace).prompt("Hello").advisors(rig.retrieval()).call().content());
		trace.add(rig.lastRequest());
	}),

	AUGMENTED_STREAM((rig, trace) -> {
		rig.answers(Script.tokens("Yes"));
		trace.stream(() -> rig.client(trace).prompt("Hello").advisors(rig.retrieval()).stream().content());
		trace.add(rig.lastRequest());
	});

	private final BiConsumer<SpringAiRig, Trace> code;

	SpringAiScenario(BiConsumer<SpringAiRig, Trace> code) {
		this.code = code;
	}

	List<String> run(SpringAiRig rig) {
		Trace trace = new Trace();
		SpringAiRig.USER.set("mary");
		try {
			this.code.accept(rig, trace);
		}
		finally {
			SpringAiRig.USER.remove();
		}
		return trace.lines();
	}

	/**
	 * Failures of the application's own code, wrapped and not, checked ones among them.
	 */
	private static List<Throwable> failures() {
		return List.of(new IllegalStateException("own"), new CompletionException(new IOException("disk")),
				new CompletionException("no cause", null),
				new CompletionException(new CompletionException(new IllegalArgumentException("twice"))),
				new IOException("undeclared"), new StackOverflowError("own"), new Throwable("neither"));
	}

}
