// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.guardrail.config.OutputGuardrailsConfig;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;

/**
 * Something that a user of LangChain4j does.
 */
enum LangChain4jScenario implements LangChain4jStory {

	MODEL((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		world.see(() -> world.model().chat("Really?"));
	}),

	MODEL_REFUSED((world) -> {
		ChatModel model = world.model();
		for (int status : List.of(400, 401, 429, 500)) {
			world.server().answers(Script.status(status));
			world.see(() -> model.chat("Really?"));
		}
	}),

	MODEL_ASKED_NOTHING((world) -> {
		world.server().answers(Script.tokens("Yes"));
		world.see(() -> world.model().chat((ChatRequest) null));
		world.see(() -> world.model().chat(List.of()));
		world.see(() -> world.observed(refusing(null)).chat("Really?"));
	}),

	MODEL_OF_THE_USER((world) -> {
		world.see(() -> world.observed(refusing(new CompletionException("own", new IOException("cause"))))
			.chat("Really?"));
		world.see(() -> world.observed(refusing(new CompletionException(new AssertionError("cause")))).chat("Really?"));
		world.see(() -> world.observed(refusing(new IOException("undeclared"))).chat("Really?"));
		world.see(() -> world.observed(refusing(new StackOverflowError())).chat("Really?"));
	}),

	STREAM((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		stream(world, world.streaming(), (piece) -> {
		});
	}),

	STREAM_REFUSED((world) -> {
		for (int status : List.of(400, 401, 429, 500)) {
			world.server().answers(Script.status(status));
			stream(world, world.streaming(), (piece) -> {
			});
		}
	}),

	STREAM_WHOSE_USER_THROWS((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		stream(world, world.streaming(), (piece) -> {
			throw new IllegalStateException("user");
		});
	}),

	STREAM_OF_THE_USER((world) -> {
		for (Throwable thrown : List.of(new IllegalStateException("own"), new IOException("undeclared"),
				new CompletionException("own", new IOException("cause")), new AssertionError("own"))) {
			world.see(() -> {
				world.observed(throwing(thrown)).chat("Really?", new User(world, (piece) -> {
				}));
				return "nothing";
			});
		}
	}),

	STREAM_THAT_IS_CANCELLED((world) -> {
		world.server().answers(Script.tokens(2_000).slow(10));
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		world.streaming().chat("Really?", new User(world, (piece) -> {
		}) {

			@Override
			public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
				context.streamingHandle().cancel();
				cancelled.complete(context.streamingHandle().isCancelled());
			}

		});
		world.see(cancelled::join);
	}),

	SERVICE((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		Assistant assistant = service(world, (builder) -> builder);
		world.see(() -> assistant.ask("Really?"));
		world.see(() -> assistant.greet("Ann"));
		world.see(() -> assistant.equals(assistant) + " " + assistant.equals("other") + " "
				+ (assistant.hashCode() == System.identityHashCode(assistant)));
		world.see(() -> assistant.ask(null));
	}),

	SERVICE_THAT_IS_NOT_COMPLETE((world) -> {
		world.see(() -> AiServices.builder(Assistant.class).build());
		world.see(() -> AiServices.builder(Remembering.class).chatModel(world.model()).build());
		world.see(() -> AiServices.builder(Assistant.class).contentRetriever(null));
	}),

	SERVICE_WITH_MEMORY((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		Remembering assistant = AiServices.builder(Remembering.class)
			.chatModel(world.model())
			.chatMemoryProvider((id) -> MessageWindowChatMemory.withMaxMessages(10))
			.build();
		world.see(() -> assistant.ask("ann", "Really?"));
		world.see(() -> assistant.ask("ann", "Really?"));
		world.see(() -> assistant.ask(null, "Really?"));
		world.see(() -> world.server().requests().get(world.server().requests().size() - 1));
	}),

	SERVICE_REFUSED((world) -> {
		world.server().answers(Script.status(500));
		world.see(() -> service(world, (builder) -> builder).ask("Really?"));
		world.server().answers(Script.status(429));
		await(world, service(world, (builder) -> builder).stream("Really?"));
	}),

	SERVICE_OF_A_NUMBER((world) -> {
		world.server().answers(Script.tokens("no number"));
		world.see(() -> service(world, (builder) -> builder).count("How many?"));
		world.server().answers(Script.tokens("42"));
		world.see(() -> service(world, (builder) -> builder).count("How many?"));
	}),

	TOOL((world) -> {
		for (String tool : List.of("weather", "broken", "checked", "fatal", "own", "invented", "immediate", "last")) {
			world.server()
				.answers(Script.calls(new Script.Call("call_1", tool, "{\"city\":\"Rome\"}")), Script.tokens("Done"));
			Assistant assistant = service(world, (builder) -> tools(world, builder));
			world.see(() -> {
				Result<String> result = assistant.detail(tool);
				return result.content() + " " + result.finishReason() + " "
						+ result.toolExecutions()
							.stream()
							.map((call) -> call.request().name() + " " + call.result() + " " + call.resultObject() + " "
									+ call.hasFailed())
							.toList();
			});
			world.see(() -> world.server().requests().get(world.server().requests().size() - 1));
		}
	}),

	TOOL_WHOSE_ERROR_IS_THROWN_ON((world) -> {
		for (String tool : List.of("broken", "checked", "own")) {
			world.server()
				.answers(Script.calls(new Script.Call("call_1", tool, "{\"city\":\"Rome\"}")), Script.tokens("Done"));
			Assistant assistant = service(world,
					(builder) -> tools(world, builder).toolExecutionErrorHandler((error, context) -> {
						world.see("handled " + LangChain4jWorld.describe(error));
						throw new IllegalArgumentException("thrown on", error);
					}));
			world.see(() -> assistant.ask(tool));
		}
	}),

	TOOL_WITH_WRONG_ARGUMENTS((world) -> {
		world.server().answers(Script.calls(new Script.Call("call_1", "weather", "no json")), Script.tokens("Done"));
		world.see(() -> service(world, (builder) -> tools(world, builder)).ask("Weather?"));
	}),

	TOOL_IN_A_STREAM((world) -> {
		for (String tool : List.of("weather", "broken", "checked", "own", "invented", "immediate")) {
			world.server()
				.answers(Script.calls(new Script.Call("call_1", tool, "{\"city\":\"Rome\"}")),
						Script.tokens("Do", "ne"));
			await(world, service(world, (builder) -> tools(world, builder)).stream(tool));
		}
	}),

	RETRIEVER((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		ContentRetriever retriever = (query) -> {
			world.see("searched " + query.text());
			return List.of(Content.from(TextSegment.from("found")));
		};
		world
			.see(() -> service(world, (builder) -> builder.contentRetriever(world.observed(retriever))).ask("Really?"));
		await(world,
				service(world, (builder) -> builder.contentRetriever(world.observed(retriever))).stream("Really?"));
		for (Throwable thrown : List.of(new IllegalStateException("own"), new IOException("undeclared"),
				new CompletionException("own", new IOException("cause")))) {
			ContentRetriever broken = (query) -> {
				throw sneaky(thrown);
			};
			world.see(
					() -> service(world, (builder) -> builder.contentRetriever(world.observed(broken))).ask("Really?"));
			world.see(() -> world.observed(broken).retrieve(null));
		}
	}),

	STREAM_OF_A_SERVICE_WHOSE_USER_THROWS((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		CompletableFuture<Object> done = new CompletableFuture<>();
		service(world, (builder) -> builder).stream("Really?").onPartialResponse((text) -> {
		}).onCompleteResponse((response) -> {
			world.see("complete");
			throw new IllegalStateException("user");
		}).onError((error) -> {
			world.see("error " + LangChain4jWorld.describe(error));
			done.complete(error);
		}).start();
		get(world, done);
	}),

	STREAM_OF_A_SERVICE_THAT_IS_NOT_COMPLETE((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		TokenStream stream = service(world, (builder) -> builder).stream("Really?");
		world.see(() -> {
			stream.start();
			return "nothing";
		});
	}),

	GUARDED((world) -> {
		for (int retries : List.of(1, 2, 3)) {
			world.server().answers(Script.tokens("No"), Script.tokens("Never"), Script.tokens("Yes"));
			Assistant assistant = service(world,
					(builder) -> builder.chatMemory(MessageWindowChatMemory.withMaxMessages(10))
						.outputGuardrails((AffirmativeGuardrail) (answer) -> world.see("guarded " + answer.text()))
						.outputGuardrailsConfig(OutputGuardrailsConfig.builder().maxRetries(retries).build()));
			world.see(() -> assistant.ask("Really?"));
		}
	}),

	MODERATED((world) -> {
		world.server().answers(Script.tokens("Y", "es"));
		world.see(() -> service(world, (builder) -> builder.chatRequestTransformer((request) -> {
			throw new IllegalStateException("transformer");
		})).ask("Really?"));
	});

	private final Consumer<LangChain4jWorld> story;

	LangChain4jScenario(Consumer<LangChain4jWorld> story) {
		this.story = story;
	}

	@Override
	public void play(LangChain4jWorld world) {
		this.story.accept(world);
	}

	@SuppressWarnings("unchecked")
	static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
		throw (X) thrown;
	}

	private static ChatModel refusing(Throwable thrown) {
		return new ChatModel() {

			@Override
			public ChatResponse doChat(ChatRequest request) {
				if (thrown == null) {
					return null;
				}
				throw sneaky(thrown);
			}

		};
	}

	private static StreamingChatModel throwing(Throwable thrown) {
		return new StreamingChatModel() {

			@Override
			public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
				handler.onPartialResponse("a");
				throw sneaky(thrown);
			}

		};
	}

	private static void stream(LangChain4jWorld world, StreamingChatModel model, Consumer<String> reaction) {
		User user = new User(world, reaction);
		model.chat("Really?", user);
		get(world, user.done);
	}

	static void await(LangChain4jWorld world, TokenStream stream) {
		CompletableFuture<Object> done = new CompletableFuture<>();
		stream.onPartialResponse((text) -> world.see("piece " + text))
			.beforeToolExecution((tool) -> world.see("before " + tool.request().name()))
			.onToolExecuted((tool) -> world.see("after " + tool.result() + " " + tool.hasFailed()))
			.onCompleteResponse((response) -> {
				world.see("complete " + response.aiMessage().text());
				done.complete(response);
			})
			.onError((error) -> {
				world.see("error " + LangChain4jWorld.describe(error));
				done.complete(error);
			})
			.start();
		get(world, done);
	}

	private static void get(LangChain4jWorld world, CompletableFuture<?> done) {
		try {
			done.get(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			world.see("no end: " + ex);
		}
	}

	private static Assistant service(LangChain4jWorld world, UnaryOperator<AiServices<Assistant>> more) {
		return more
			.apply(AiServices.builder(Assistant.class).chatModel(world.model()).streamingChatModel(world.streaming()))
			.build();
	}

	private static AiServices<Assistant> tools(LangChain4jWorld world, AiServices<Assistant> builder) {
		return builder.tools(new Tools(world))
			.tools(Map.of(ToolSpecification.builder().name("own").build(), (call, id) -> {
				world.see("own");
				throw sneaky(new CompletionException("own", new IOException("cause")));
			}));
	}

	interface Assistant {

		String ask(String question);

		Result<String> detail(String question);

		Integer count(String question);

		TokenStream stream(String question);

		default String greet(String name) {
			return ask("Hello " + name);
		}

	}

	interface AffirmativeGuardrail extends OutputGuardrail {

		void see(AiMessage answer);

		@Override
		default OutputGuardrailResult validate(AiMessage answer) {
			see(answer);
			return answer.text().equals("Yes") ? success() : reprompt("not affirmative", "Say yes");
		}

	}

	interface Remembering {

		String ask(@MemoryId String user, @UserMessage String question);

	}

	static class Tools {

		private final LangChain4jWorld world;

		Tools(LangChain4jWorld world) {
			this.world = world;
		}

		@Tool
		String weather(String city) {
			this.world.see("weather");
			return "Sunny in " + city;
		}

		@Tool
		String broken() {
			throw new IllegalStateException("out of order");
		}

		@Tool
		String checked() throws IOException {
			throw new IOException("unreachable");
		}

		@Tool
		String fatal() {
			throw new AssertionError("for good");
		}

		@Tool(returnBehavior = ReturnBehavior.IMMEDIATE)
		String immediate() {
			return "at once";
		}

		@Tool(returnBehavior = ReturnBehavior.IMMEDIATE_IF_LAST)
		int last() {
			return 42;
		}

	}

	static class User implements StreamingChatResponseHandler {

		private final LangChain4jWorld world;

		private final Consumer<String> reaction;

		final CompletableFuture<Object> done = new CompletableFuture<>();

		User(LangChain4jWorld world, Consumer<String> reaction) {
			this.world = world;
			this.reaction = reaction;
		}

		@Override
		public void onPartialResponse(String text) {
			this.world.see("piece " + text);
			this.reaction.accept(text);
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
			AiMessage message = response.aiMessage();
			this.world.see("complete " + message.text() + " " + response.finishReason());
			this.done.complete(response);
		}

		@Override
		public void onError(Throwable error) {
			String told = "error " + LangChain4jWorld.describe(error);
			if (error.getCause() instanceof HttpException) {
				// the library tells of a refusal on the caller's thread if it came that
				// fast
				this.world.seeAnywhere(told);
			}
			else {
				this.world.see(told);
			}
			if (!error.getMessage().equals("user")) {
				this.done.complete(error);
			}
		}

	}

}
