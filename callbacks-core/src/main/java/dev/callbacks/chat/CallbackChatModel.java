// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.CallbackManager;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A chat model that makes each of its calls a run.
 * <p>
 * <b>Thread-safety</b>: immutable; the methods that begin with {@code with} return
 * another model. <b>Ordering</b>: the provider is asked when every handler has finished
 * the start; the caller gets the result, or the end of the stream, when every handler has
 * finished the end. <b>Failure</b>: a failure of the provider reaches the caller
 * unchanged. An invalid request is refused before anything starts.
 *
 * @since 0.1.0
 */
public final class CallbackChatModel {

	private static final int MAX_CONCURRENCY = 16;

	private final CallbackManager manager;

	private final RunOpener opener;

	private final ChatProvider provider;

	private final ChatOptions options;

	private final RunConfig config;

	private final List<Handler> handlers;

	private final int maxConcurrency;

	private final @Nullable RetryPolicy retry;

	/**
	 * Creates a model over a provider.
	 * @param manager opens the runs
	 * @param provider answers the requests
	 */
	public CallbackChatModel(CallbackManager manager, ChatProvider provider) {
		this(manager, provider, ChatOptions.none(), RunConfig.empty(), List.of(), MAX_CONCURRENCY, null);
	}

	private CallbackChatModel(CallbackManager manager, ChatProvider provider, ChatOptions options, RunConfig config,
			List<Handler> handlers, int maxConcurrency, @Nullable RetryPolicy retry) {
		this.manager = manager;
		this.opener = RunOpener.of(manager);
		this.provider = InvalidRequestException.required(provider, "The provider of a model");
		this.options = options;
		this.config = config;
		this.handlers = handlers;
		this.maxConcurrency = maxConcurrency;
		this.retry = retry;
	}

	/**
	 * Returns this model with further configuration for each call: handlers, tags,
	 * metadata.
	 * @param config the configuration; its single values replace earlier ones
	 * @return the model
	 */
	public CallbackChatModel with(RunConfig config) {
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config.merge(config),
				this.handlers, this.maxConcurrency, this.retry);
	}

	/**
	 * Returns this model with default options, for requests that do not set them.
	 * @param options the options
	 * @return the model
	 */
	public CallbackChatModel withOptions(ChatOptions options) {
		InvalidRequestException.required(options, "The options of a model");
		return new CallbackChatModel(this.manager, this.provider, options.orElse(this.options), this.config,
				this.handlers, this.maxConcurrency, this.retry);
	}

	/**
	 * Returns this model with further handlers of its own, for its runs but not for runs
	 * below them.
	 * @param handlers the handlers
	 * @return the model
	 */
	public CallbackChatModel withHandlers(Handler... handlers) {
		List<Handler> all = new ArrayList<>(this.handlers);
		all.addAll(RunConfig.handlers(handlers).handlers());
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config, List.copyOf(all),
				this.maxConcurrency, this.retry);
	}

	/**
	 * Returns this model with another limit for batches whose caller sets none.
	 * @param maxConcurrency the number of items under way at once
	 * @return the model
	 */
	public CallbackChatModel withMaxConcurrency(int maxConcurrency) {
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config, this.handlers,
				InvalidRequestException.atLeastOne(maxConcurrency, "maxConcurrency"), this.retry);
	}

	/**
	 * Returns this model with further attempts when its provider fails. A stream is tried
	 * again only if none of its chunks has come.
	 * @param retry the policy
	 * @return the model
	 */
	public CallbackChatModel withRetry(RetryPolicy retry) {
		return new CallbackChatModel(this.manager, this.provider, this.options, this.config, this.handlers,
				this.maxConcurrency, InvalidRequestException.required(retry, "The policy of a retry"));
	}

	/**
	 * Streams the answer to one message.
	 * @param message the message of a user
	 * @return the chunks; see {@link #stream(ChatRequest)}
	 */
	public Flux<ChatChunk> stream(String message) {
		return stream(request(message));
	}

	/**
	 * Streams an answer.
	 * @param request the request
	 * @return the chunks, of which the last is marked; each subscription is a call
	 */
	public Flux<ChatChunk> stream(ChatRequest request) {
		return question(request).flux(this.config);
	}

	/**
	 * Answers one message.
	 * @param message the message of a user
	 * @return the answer
	 */
	public LlmResult call(String message) {
		return call(request(message));
	}

	/**
	 * Answers a request. By default the handlers that may block run on this thread.
	 * @param request the request
	 * @return the answer
	 */
	public LlmResult call(ChatRequest request) {
		return await(question(request));
	}

	/**
	 * Answers a request, with further configuration for this call.
	 * @param request the request
	 * @param config the configuration of the call
	 * @return the answer
	 */
	public LlmResult call(ChatRequest request, RunConfig config) {
		return with(config).call(request);
	}

	/**
	 * Answers one message without holding this thread.
	 * @param message the message of a user
	 * @return the answer; see {@link #callAsync(ChatRequest)}
	 */
	public CompletableFuture<LlmResult> callAsync(String message) {
		return callAsync(request(message));
	}

	/**
	 * Answers a request without holding this thread.
	 * @param request the request
	 * @return the answer. Completing the future from outside, in any way, ends the run
	 * and cancels the provider's call
	 */
	public CompletableFuture<LlmResult> callAsync(ChatRequest request) {
		return question(request).open(this.config, Caller.nobody()).begin();
	}

	/**
	 * Answers a request, for Reactor.
	 * @param request the request
	 * @return the answer, cold: each subscription is a call, in the context of the
	 * subscriber
	 */
	public Mono<LlmResult> mono(ChatRequest request) {
		Question question = question(request);
		return OpenCall.mono(this.opener, (caller) -> question.open(this.config, caller));
	}

	/**
	 * Answers one message, for Reactor.
	 * @param message the message of a user
	 * @return the answer; see {@link #mono(ChatRequest)}
	 */
	public Mono<LlmResult> mono(String message) {
		return mono(request(message));
	}

	/**
	 * Completes a text.
	 * @param prompt the text
	 * @return the answer
	 */
	public LlmResult complete(String prompt) {
		return await(prompt(prompt));
	}

	/**
	 * Completes a text without holding this thread.
	 * @param prompt the text
	 * @return the answer; see {@link #callAsync(ChatRequest)}
	 */
	public CompletableFuture<LlmResult> completeAsync(String prompt) {
		return prompt(prompt).open(this.config, Caller.nobody()).begin();
	}

	/**
	 * Streams the completion of a text.
	 * @param prompt the text
	 * @return the chunks; see {@link #stream(ChatRequest)}
	 */
	public Flux<ChatChunk> streamText(String prompt) {
		return prompt(prompt).flux(this.config);
	}

	/**
	 * Answers a request, for a consumer of its events and those of all runs below it.
	 * @param request the request
	 * @return the events; see {@link EventStream}
	 */
	public EventStream events(ChatRequest request) {
		Question question = question(request);
		return EventStream.of(this.opener, (config, caller) -> question.open(this.config.merge(config), caller));
	}

	/**
	 * Answers one message, for a consumer of its events and those of all runs below it.
	 * @param message the message of a user
	 * @return the events; see {@link EventStream}
	 */
	public EventStream events(String message) {
		return events(request(message));
	}

	/**
	 * Opens a call without beginning it.
	 * @param request the request
	 * @param config the configuration of the call
	 * @param caller the caller
	 * @return the call
	 */
	public OpenCall<LlmResult> open(ChatRequest request, RunConfig config, Caller caller) {
		return question(request).open(this.config.merge(config), caller);
	}

	private LlmResult await(Question question) {
		return OpenCall.await((caller) -> question.open(this.config, caller));
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
	 * @param config the configuration of the call; its run id is for the first run
	 * @return the answers in the order of the conversations
	 */
	public LlmResult generate(List<List<ChatMessage>> conversations, RunConfig config) {
		return new ConversationBatch(this, questions(conversations), this.config.merge(config)).run();
	}

	/**
	 * Answers several conversations, each in a run of its own, without holding this
	 * thread.
	 * @param conversations the conversations
	 * @return the answers; see {@link #generateAsync(List, RunConfig)}
	 */
	public CompletableFuture<LlmResult> generateAsync(List<List<ChatMessage>> conversations) {
		return generateAsync(conversations, RunConfig.empty());
	}

	/**
	 * Answers several conversations, each in a run of its own, without holding this
	 * thread.
	 * @param conversations the conversations
	 * @param config the configuration of the call; its run id is for the first run
	 * @return the answers in the order of the conversations, or the first failure in that
	 * order, with up to a hundred others suppressed
	 */
	public CompletableFuture<LlmResult> generateAsync(List<List<ChatMessage>> conversations, RunConfig config) {
		return new ConversationBatch(this, questions(conversations), this.config.merge(config)).begin();
	}

	private List<Question> questions(List<List<ChatMessage>> conversations) {
		if (conversations == null || conversations.isEmpty()) {
			throw new InvalidRequestException("A batch needs at least one conversation");
		}
		List<Question> questions = new ArrayList<>();
		for (List<ChatMessage> conversation : conversations) {
			if (conversation == null || conversation.stream().anyMatch((message) -> message == null)) {
				throw new InvalidRequestException(
						"Conversation " + questions.size() + " of the batch is null or has a null message");
			}
			questions.add(question(ChatRequest.of(conversation)));
		}
		return questions;
	}

	private static ChatRequest request(String message) {
		if (message == null) {
			throw new InvalidRequestException("The message of a user must not be null");
		}
		return ChatRequest.of(message);
	}

	private Question question(ChatRequest request) {
		if (request == null) {
			throw new InvalidRequestException("The request of a chat model must not be null");
		}
		if (request.messages().isEmpty()) {
			throw new InvalidRequestException("A conversation needs at least one message");
		}
		return new Question(this, request.withOptions(request.options().orElse(this.options)), null);
	}

	private Question prompt(String prompt) {
		if (prompt == null) {
			throw new InvalidRequestException("The prompt of a completion must not be null");
		}
		return new Question(this, ChatRequest.of(List.of()).withOptions(this.options), prompt);
	}

	/**
	 * Returns the manager that opens the runs of this model.
	 * @return the manager
	 */
	public CallbackManager manager() {
		return this.manager;
	}

	RunOpener opener() {
		return this.opener;
	}

	ChatProvider provider() {
		return this.provider;
	}

	ChatOptions options() {
		return this.options;
	}

	RunConfig config() {
		return this.config;
	}

	List<Handler> handlers() {
		return this.handlers;
	}

	@Nullable RetryPolicy retry() {
		return this.retry;
	}

	int maxConcurrency(RunConfig config) {
		Integer own = config.maxConcurrency();
		return (own != null) ? own : this.maxConcurrency;
	}

}
