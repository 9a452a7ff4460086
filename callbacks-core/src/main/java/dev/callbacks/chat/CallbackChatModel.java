/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallerLoop;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.StreamingMode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A chat model whose every call is a run that handlers are told of.
 * <p>
 * <b>Thread-safety</b>: immutable; the methods that begin with {@code with} return
 * another model. <b>Ordering</b>: the provider is asked when every handler has finished
 * the start; the caller gets the result, or sees the end of the stream, when every
 * handler has finished the end. <b>Failure</b>: what the provider fails with reaches the
 * caller unchanged. A call that cannot be asked is refused before anything starts.
 *
 * @since 0.1.0
 */
public final class CallbackChatModel {

	private static final int MAX_CONCURRENCY = 16;

	private final CallbackManager manager;

	private final ChatProvider provider;

	private final ChatOptions options;

	private final RunConfig config;

	private final List<Handler> handlers;

	private final int maxConcurrency;

	/**
	 * A model over a provider.
	 * @param manager tells the handlers
	 * @param provider answers
	 */
	public CallbackChatModel(CallbackManager manager, ChatProvider provider) {
		this(manager, provider, ChatOptions.none(), RunConfig.empty(), List.of(), MAX_CONCURRENCY);
	}

	private CallbackChatModel(CallbackManager manager, ChatProvider provider, ChatOptions options, RunConfig config,
			List<Handler> handlers, int maxConcurrency) {
		this.manager = manager;
		this.provider = provider;
		this.options = options;
		this.config = config;
		this.handlers = handlers;
		this.maxConcurrency = maxConcurrency;
	}

	/**
	 * This model with more said of each call: handlers, tags, metadata.
	 * @param config what is said
	 * @return the model
	 */
	public CallbackChatModel with(RunConfig config) {
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config.merge(config),
				this.handlers, this.maxConcurrency);
	}

	/**
	 * This model with options for requests that leave them open.
	 * @param options the options
	 * @return the model
	 */
	public CallbackChatModel withOptions(ChatOptions options) {
		return new CallbackChatModel(this.manager, this.provider, options.orElse(this.options), this.config,
				this.handlers, this.maxConcurrency);
	}

	/**
	 * This model with handlers of its own, which are told of its runs but not of what
	 * lies below them.
	 * @param handlers the handlers
	 * @return the model
	 */
	public CallbackChatModel withHandlers(Handler... handlers) {
		List<Handler> all = new ArrayList<>(this.handlers);
		all.addAll(RunConfig.handlers(handlers).handlers());
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config, List.copyOf(all),
				this.maxConcurrency);
	}

	/**
	 * This model with another limit for batches whose caller says none.
	 * @param maxConcurrency how many items are under way at once
	 * @return the model
	 */
	public CallbackChatModel withMaxConcurrency(int maxConcurrency) {
		if (maxConcurrency < 1) {
			throw new InvalidRequestException("maxConcurrency must be at least 1, not " + maxConcurrency);
		}
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config, this.handlers,
				maxConcurrency);
	}

	/**
	 * Streams the answer to one message.
	 * @param message what the user says
	 * @return the chunks; see {@link #stream(ChatRequest)}
	 */
	public Flux<ChatChunk> stream(String message) {
		return stream(request(message));
	}

	/**
	 * Streams an answer.
	 * @param request what the model is asked
	 * @return the chunks, the last of them marked so. Each subscription is a call of its
	 * own
	 */
	public Flux<ChatChunk> stream(ChatRequest request) {
		ChatRequest checked = check(request);
		return new ChatFlux(this, checked);
	}

	/**
	 * Answers one message.
	 * @param message what the user says
	 * @return the answer
	 */
	public LlmResult call(String message) {
		return call(request(message));
	}

	/**
	 * Answers. Handlers are called on this thread, one after another, unless the
	 * application says otherwise.
	 * @param request what the model is asked
	 * @return the answer
	 */
	public LlmResult call(ChatRequest request) {
		ChatRequest checked = check(request);
		try (CallerLoop loop = new CallerLoop()) {
			SingleCall call = new SingleCall(this, checked, this.config, loop);
			call.runOn(loop);
			return Calls.get(call.future());
		}
	}

	/**
	 * Answers one message without holding the thread.
	 * @param message what the user says
	 * @return the answer; see {@link #callAsync(ChatRequest)}
	 */
	public CompletableFuture<LlmResult> callAsync(String message) {
		return callAsync(request(message));
	}

	/**
	 * Answers without holding the thread.
	 * @param request what the model is asked
	 * @return the answer. However the future is completed by somebody else, the run ends
	 * and the provider's call is cancelled
	 */
	public CompletableFuture<LlmResult> callAsync(ChatRequest request) {
		SingleCall call = new SingleCall(this, check(request), this.config, null);
		call.begin();
		return call.future();
	}

	/**
	 * Answers several conversations, each in a run of its own.
	 * @param conversations the conversations
	 * @return the answers in the order of the conversations
	 */
	public LlmResult generate(List<List<ChatMessage>> conversations) {
		return generate(conversations, RunConfig.empty());
	}

	/**
	 * Answers several conversations, each in a run of its own.
	 * @param conversations the conversations
	 * @param config what the caller says of the call; its run id is that of the first run
	 * @return the answers in the order of the conversations
	 */
	public LlmResult generate(List<List<ChatMessage>> conversations, RunConfig config) {
		List<ChatRequest> requests = requests(conversations);
		return new Batch(this, requests, this.config.merge(config)).run();
	}

	/**
	 * Answers several conversations, each in a run of its own, without holding the
	 * thread.
	 * @param conversations the conversations
	 * @return the answers; see {@link #generateAsync(List, RunConfig)}
	 */
	public CompletableFuture<LlmResult> generateAsync(List<List<ChatMessage>> conversations) {
		return generateAsync(conversations, RunConfig.empty());
	}

	/**
	 * Answers several conversations, each in a run of its own, without holding the
	 * thread.
	 * @param conversations the conversations
	 * @param config what the caller says of the call; its run id is that of the first run
	 * @return the answers in the order of the conversations. If some fail, the failure of
	 * the first of them, with the others suppressed in it
	 */
	public CompletableFuture<LlmResult> generateAsync(List<List<ChatMessage>> conversations, RunConfig config) {
		List<ChatRequest> requests = requests(conversations);
		return new Batch(this, requests, this.config.merge(config)).begin();
	}

	private List<ChatRequest> requests(List<List<ChatMessage>> conversations) {
		if (conversations == null || conversations.isEmpty()) {
			throw new InvalidRequestException("A batch needs at least one conversation");
		}
		List<ChatRequest> requests = new ArrayList<>();
		for (List<ChatMessage> conversation : conversations) {
			if (conversation == null || conversation.stream().anyMatch((message) -> message == null)) {
				throw new InvalidRequestException(
						"Conversation " + requests.size() + " of the batch is null or has a null message");
			}
			requests.add(check(ChatRequest.of(conversation)));
		}
		return requests;
	}

	private static ChatRequest request(String message) {
		if (message == null) {
			throw new InvalidRequestException("The message must not be null");
		}
		return ChatRequest.of(message);
	}

	private ChatRequest check(ChatRequest request) {
		if (request == null) {
			throw new InvalidRequestException("The request must not be null");
		}
		if (request.messages().isEmpty()) {
			throw new InvalidRequestException("A conversation needs at least one message");
		}
		return request.withOptions(request.options().orElse(this.options));
	}

	CallbackManager manager() {
		return this.manager;
	}

	ChatProvider provider() {
		return this.provider;
	}

	RunConfig config() {
		return this.config;
	}

	int maxConcurrency(RunConfig config) {
		Integer said = config.maxConcurrency();
		return (said != null) ? said : this.maxConcurrency;
	}

	RunSpec spec(ChatRequest request, RunConfig config) {
		return RunSpec.chat(request, parameters(request)).withConfig(config).withHandlers(this.handlers);
	}

	private Map<String, Object> parameters(ChatRequest request) {
		Map<String, Object> parameters = new LinkedHashMap<>();
		parameters.put("provider", this.provider.name());
		putIfSaid(parameters, "model", request.options().model());
		putIfSaid(parameters, "temperature", request.options().temperature());
		putIfSaid(parameters, "max_tokens", request.options().maxTokens());
		return parameters;
	}

	private static void putIfSaid(Map<String, Object> parameters, String name, @Nullable Object value) {
		if (value != null) {
			parameters.put(name, value);
		}
	}

	/**
	 * Whether a call that wants one whole answer asks the provider to stream it.
	 */
	boolean streams(ChatRequest request, RunConfig config) {
		StreamingMode mode = request.options().streaming();
		return switch ((mode != null) ? mode : StreamingMode.AUTO) {
			case ALWAYS -> true;
			case NEVER -> false;
			case NOT_WITH_TOOLS ->
				request.options().tools().isEmpty() && this.manager.demandsStreaming(config, this.handlers);
			case AUTO -> this.manager.demandsStreaming(config, this.handlers);
		};
	}

}
