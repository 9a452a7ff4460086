// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that makes calls of models that nobody wrapped runs, without their tokens:
 * models call their listeners when they are asked and when they have answered. Both wait
 * for handlers; a handler with {@code raise-error} has no say, since the library ignores
 * what a listener throws. Of a stream that is cancelled a listener never hears again; its
 * run ends when nobody holds the call any more.
 */
final class RunListener implements ChatModelListener {

	private static final String CALL = RunListener.class.getName() + ".call";

	/** The run of the wrapped model that this thread asks now. */
	private static final ThreadLocal<Run> WRAPPED = new ThreadLocal<>();

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jCallbacks.class);

	private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	/** The depth in the stack of the model that tells its listeners. */
	private static final int DEPTH = 12;

	private final LangChain4jCallbacks callbacks;

	private final AtomicBoolean suggested = new AtomicBoolean();

	RunListener(LangChain4jCallbacks callbacks) {
		this.callbacks = callbacks;
	}

	static boolean isAmong(@Nullable List<ChatModelListener> listeners) {
		return callbacksAmong(listeners) != null;
	}

	/**
	 * The callbacks whose listener is among those of a model.
	 */
	static @Nullable LangChain4jCallbacks callbacksAmong(@Nullable List<ChatModelListener> listeners) {
		if (listeners != null) {
			for (ChatModelListener listener : listeners) {
				if (listener instanceof RunListener its) {
					return its.callbacks;
				}
			}
		}
		return null;
	}

	/**
	 * Asks a model inside its run, which its listener is not to tell of again.
	 */
	static <T> T skip(Supplier<T> ask) {
		Run before = WRAPPED.get();
		WRAPPED.set(Run.find().orElse(null));
		try {
			return ask.get();
		}
		finally {
			restore(before);
		}
	}

	private static void restore(@Nullable Run run) {
		if (run != null) {
			WRAPPED.set(run);
		}
		else {
			WRAPPED.remove();
		}
	}

	private static boolean isWrapped() {
		Run run = WRAPPED.get();
		WRAPPED.remove();
		return run != null && run == Run.find().orElse(null);
	}

	@Override
	public void onRequest(ChatModelRequestContext context) {
		if (isWrapped()) {
			return;
		}
		String name = Names.of(context::modelProvider, Object.class);
		// nothing here may hold the context, whose end is that of a forgotten call
		ChatRequest request = context.chatRequest();
		DrivenRun run;
		try {
			run = new ObservedModel(this.callbacks.manager(), name, () -> Messages.request(request),
					Map.of("provider", name), RunConfig.empty())
				.open((spec) -> spec);
		}
		catch (Throwable ex) {
			if (OpenCall.goesOnWithoutRun(ex)) {
				// the model is asked all the same, and nobody is told
				return;
			}
			throw ex;
		}
		Call call = new Call(run);
		ServiceCalls.Forgotten.CLEANER.register(call, () -> run.cancel(EndReason.CLOSED));
		context.attributes().put(CALL, call);
		Waiting.until(run.started());
		suggestWrapping(run);
	}

	/**
	 * Logs once that a handler misses the tokens of a stream.
	 */
	private void suggestWrapping(Run run) {
		if (!this.suggested.get() && run.wants(EventType.LLM_NEW_TOKEN) && isStream()
				&& this.suggested.compareAndSet(false, true)) {
			logger.info("Handlers want tokens, of which a streaming model does not tell its listeners. Set "
					+ "'callbacks.langchain4j.instrument-models' to true, or wrap the model");
		}
	}

	private static boolean isStream() {
		return WALKER.walk((frames) -> frames.limit(DEPTH)
			.anyMatch((frame) -> StreamingChatModel.class.isAssignableFrom(frame.getDeclaringClass())));
	}

	@Override
	public void onResponse(ChatModelResponseContext context) {
		if (context.attributes().get(CALL) instanceof Call call) {
			Waiting.until(call.run().end(Responses.observed(context.chatResponse())));
		}
	}

	@Override
	public void onError(ChatModelErrorContext context) {
		if (context.attributes().get(CALL) instanceof Call call) {
			Waiting.untilFailed(call.run(), context.error());
		}
	}

	/** Held by the call's attributes alone. */
	private static final class Call {

		private final DrivenRun run;

		private Call(DrivenRun run) {
			this.run = run;
		}

		private DrivenRun run() {
			return this.run;
		}

	}

}
