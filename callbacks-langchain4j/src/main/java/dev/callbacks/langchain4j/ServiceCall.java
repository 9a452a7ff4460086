// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.RunConfig;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ObjectText;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.LangChain4jManaged;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.observability.api.event.AiServiceStartedEvent;
import dev.langchain4j.service.Result;
import org.jspecify.annotations.Nullable;

/**
 * One call of an AI service, which is a run. The library carries it as a managed
 * parameter of the invocation, to whichever thread works for it.
 * <p>
 * A call whose service returns a stream goes on after the method has returned. It ends
 * with the stream: by the library's event, by the failure of a model, by a cancel, or
 * when nobody can start the stream any more.
 */
final class ServiceCall implements LangChain4jManaged, Asker {

	/** The memory of services whose methods name none. */
	private static final String DEFAULT_MEMORY = "default";

	/** The call for which this thread asks a model next. */
	private static final ThreadLocal<ServiceCall> ASKING = new ThreadLocal<>();

	private final ObservedServices<?> service;

	private final ServiceCalls calls;

	private final AtomicBoolean asked = new AtomicBoolean();

	private final AtomicBoolean over = new AtomicBoolean();

	private volatile @Nullable DrivenRun run;

	private volatile @Nullable OutputGuardrailException refused;

	/**
	 * A call.
	 * @param service the service
	 * @param calls the calls of the application
	 */
	ServiceCall(ObservedServices<?> service, ServiceCalls calls) {
		this.service = service;
		this.calls = calls;
	}

	/**
	 * The call that an invocation of a service is.
	 * @param context the invocation
	 * @param service the service
	 * @return the call, or {@code null} if it is not observed
	 */
	static @Nullable ServiceCall of(@Nullable InvocationContext context, Object service) {
		ServiceCall call = in(context);
		return (call != null && call.service == service) ? call : null;
	}

	/**
	 * The innermost call that an invocation belongs to.
	 * @param context the invocation
	 * @return the call, or {@code null}
	 */
	static @Nullable ServiceCall in(@Nullable InvocationContext context) {
		Map<?, ?> managed = (context != null) ? context.managedParameters() : null;
		return (managed != null && managed.get(ServiceCall.class) instanceof ServiceCall call) ? call : null;
	}

	/**
	 * The call for which this thread asks a model now, once.
	 * @return the call, or {@code null}
	 */
	static @Nullable ServiceCall takeAsking() {
		ServiceCall call = ASKING.get();
		ASKING.remove();
		return (call != null && call.run != null) ? call : null;
	}

	@Override
	public CallbackManager manager() {
		return this.calls.manager();
	}

	@Override
	public @Nullable DrivenRun run() {
		return this.run;
	}

	/**
	 * Opens the run and makes it current on this thread; whoever made the call restores
	 * what was current before.
	 */
	void started(AiServiceStartedEvent event) {
		DrivenRun run;
		try {
			run = RunOpener.observing(manager())
				.open(plan(event).withConfig(config(event.invocationContext())).withObserved(true));
		}
		catch (Throwable ex) {
			if (OpenCall.goesOnWithoutRun(ex)) {
				return;
			}
			throw ex;
		}
		this.run = run;
		CurrentRun.set(run);
		Refusal.await(run.started());
	}

	private static RunConfig config(InvocationContext context) {
		RunConfig config = RunConfig.empty().metadata("invocationId", context.invocationId().toString());
		Object memory = context.chatMemoryId();
		return (memory != null && !memory.equals(DEFAULT_MEMORY)) ? config.metadata("memoryId", ObjectText.of(memory))
				: config;
	}

	private RunPlan plan(AiServiceStartedEvent event) {
		InvocationContext context = event.invocationContext();
		ServiceAgent agent = this.service.agent();
		if (agent != null) {
			return agent.plan(context.methodArguments());
		}
		String type = context.interfaceName();
		String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1) + "."
				+ context.methodName();
		return RunPlan.inputs(Map.of("input", Messages.text(event.userMessage().contents()))).as(RunKind.CHAIN, name);
	}

	/**
	 * Remembers that a guardrail has refused an answer, in case the model is asked again.
	 */
	void guarded(OutputGuardrailResult result) {
		if (result.isRetry()) {
			this.refused = new OutputGuardrailException(result.toString(), null, result);
		}
	}

	/**
	 * A model is about to be asked, by this thread.
	 */
	void asking() {
		OutputGuardrailException refused = this.refused;
		if (refused != null) {
			this.refused = null;
			Retries.report(this.run, "answer", refused);
		}
		ASKING.set(this);
		this.asked.set(true);
		this.calls.notWaiting(this);
	}

	void completed(@Nullable Object result) {
		DrivenRun run = end();
		if (run != null) {
			Refusal.await(run.end(output(result)));
		}
	}

	/**
	 * The answer, without what the library has put around it. Tools whose results are
	 * returned at once leave none.
	 */
	private static @Nullable Object output(@Nullable Object result) {
		if (result instanceof Result<?> wrapper) {
			return wrapper.content();
		}
		return (result instanceof ChatResponse response) ? response.aiMessage().text() : result;
	}

	@Override
	public void failed(Throwable error) {
		DrivenRun run = end();
		if (run != null) {
			Waiting.untilFailed(run, error);
		}
	}

	@Override
	public void cancelled() {
		close(EndReason.CLOSED);
	}

	/**
	 * The method has returned a stream that somebody may start, or not.
	 */
	void waits(Object stream) {
		if (this.run != null && !this.over.get() && !this.asked.get()) {
			this.calls.waiting(this, stream);
		}
	}

	/**
	 * Ends the run of a stream that nobody has started.
	 */
	void abandon(EndReason reason) {
		if (this.asked.compareAndSet(false, true)) {
			close(reason);
		}
	}

	private void close(EndReason reason) {
		DrivenRun run = end();
		if (run != null) {
			run.cancel(reason);
		}
	}

	private @Nullable DrivenRun end() {
		this.calls.notWaiting(this);
		return this.over.compareAndSet(false, true) ? this.run : null;
	}

}
