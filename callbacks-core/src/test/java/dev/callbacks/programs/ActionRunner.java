// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.Handler;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.programs.Action.Trigger.Effect;
import dev.callbacks.programs.Action.Trigger.Moment;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import reactor.core.publisher.Flux;

/**
 * Does what the actions of a program say.
 */
final class ActionRunner {

	private final World world;

	private final Bodies bodies;

	private final Steps steps;

	ActionRunner(World world) {
		this.world = world;
		this.bodies = new Bodies(world, this);
		this.steps = new Steps(world.manager);
	}

	/**
	 * Begins an action, and does all of it if it blocks.
	 * @param action the action
	 * @return done when its caller is released
	 */
	CompletableFuture<?> begin(Action action) {
		this.world.begins(action);
		Control control = new Control();
		try {
			CompletableFuture<?> future = switch (action.kind()) {
				case ADD -> done(() -> this.world.manager.add(this.world.handlers.get(action.number())));
				case REMOVE -> done(() -> this.world.manager.remove(this.world.handlers.get(action.number())));
				case YIELD -> done(() -> PlannedHandler.yieldTimes(action.number()));
				case MODEL -> model(action, control);
				case CHAIN, TOOL, RETRIEVER, AGENT -> body(action, control);
				case DRIVEN -> new Driver(this.world, this, action, control).begin(config(action));
				case GENERATE -> generate(action, control);
				case BATCH -> batch(action, control);
				case STEPS -> parallel(action, control);
			};
			return future;
		}
		catch (Throwable ex) {
			// refused before it began, or failed on this thread
			Outcomes.record(this.world, action, ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static CompletableFuture<?> done(Runnable task) {
		task.run();
		return CompletableFuture.completedFuture(task);
	}

	RunConfig config(Action action) {
		RunConfig config = RunConfig.empty()
			.runId(action.runId(this.world.program.seed()))
			.runName(action.tag())
			.localTags(action.tag());
		if (dev.callbacks.Run.find().isEmpty() && Surroundings.caller() != null) {
			config = config.tags(Surroundings.CALLER_TAG + Surroundings.caller());
		}
		if (action.timeout() != null) {
			config = config.timeout(action.timeout());
		}
		return config.withHandlers(action.named().stream().map(this.world.handlers::get).toArray(Handler[]::new));
	}

	private PlannedProvider provider(Action action, Control control) {
		return new PlannedProvider(this.world, action.source(), control,
				(action.trigger().moment() == Moment.INSIDE) ? action.trigger().number() : -1);
	}

	private CompletableFuture<?> model(Action action, Control control) {
		PlannedProvider provider = provider(action, control);
		CallbackChatModel model = new CallbackChatModel(this.world.manager, provider).with(config(action));
		ChatRequest request = action.source().streaming() ? ChatRequest.of("x").streaming() : ChatRequest.of("x");
		return switch (action.method()) {
			case CALL -> blocking(action, control, () -> model.call(request));
			case CALL_ASYNC, SUBMIT -> async(action, control, model.callAsync(request));
			case STREAM -> consume(action, control, model.stream(request), provider);
			case MONO -> consume(action, control, model.mono(request).flux(), null);
			case EVENTS -> consume(action, control, model.events(request).flux(), null);
		};
	}

	private CompletableFuture<?> body(Action action, Control control) {
		String caller = Surroundings.caller();
		RunSpec call = this.world.manager.run(RunKind.valueOf(action.kind().name()), "body")
			.with(config(action))
			.input("x");
		return switch (action.method()) {
			case CALL -> blocking(action, control, () -> call.call(() -> this.bodies.blocking(action, control)));
			case SUBMIT -> async(action, control, call.submit(() -> this.bodies.blocking(action, control)));
			case CALL_ASYNC -> async(action, control, call.callAsync(() -> this.bodies.stage(action, control)));
			case STREAM, EVENTS ->
				consume(action, control, call.stream(() -> this.bodies.stream(action, control, caller)), null);
			case MONO ->
				consume(action, control, call.mono(() -> this.bodies.mono(action, control, caller)).flux(), null);
		};
	}

	private CompletableFuture<?> generate(Action action, Control control) {
		List<List<ChatMessage>> lists = new ArrayList<>();
		for (int i = 0; i < action.number(); i++) {
			lists.add(List.of(ChatMessage.user("x" + i)));
		}
		CallbackChatModel model = new CallbackChatModel(this.world.manager, provider(action, control));
		RunConfig config = config(action).maxConcurrency(1 + action.id() % 4);
		if (action.method().isBlocking()) {
			return blocking(action, control, () -> model.generate(lists, config));
		}
		return async(action, control, model.generateAsync(lists, config));
	}

	private CompletableFuture<?> batch(Action action, Control control) {
		CallbackChatModel model = new CallbackChatModel(this.world.manager, provider(action, control));
		List<String> inputs = new ArrayList<>();
		for (int i = 0; i < action.number(); i++) {
			inputs.add("x" + i);
		}
		Step<String, String> step = this.steps.<String, ChatRequest>lambda("first", ChatRequest::of)
			.then(this.steps.text(model));
		RunConfig config = config(action).maxConcurrency(1 + action.id() % 4);
		if (action.method().isBlocking()) {
			return blocking(action, control, () -> step.batch(inputs, config));
		}
		return async(action, control, step.batchAsync(inputs, config));
	}

	private CompletableFuture<?> parallel(Action action, Control control) {
		CallbackChatModel model = new CallbackChatModel(this.world.manager, provider(action, control));
		Map<String, Step<ChatRequest, String>> branches = new LinkedHashMap<>();
		for (int i = 0; i < action.number(); i++) {
			branches.put("b" + i, this.steps.text(model));
		}
		Step<ChatRequest, Map<String, String>> step = this.steps.parallel(branches);
		if (action.method().isBlocking()) {
			return blocking(action, control, () -> step.call(ChatRequest.of("x"), config(action)));
		}
		return async(action, control, step.callAsync(ChatRequest.of("x"), config(action)));
	}

	/** A call that holds this thread. */
	private CompletableFuture<?> blocking(Action action, Control control, Blocking call) {
		Thread caller = Thread.currentThread();
		AtomicBoolean active = new AtomicBoolean(true);
		AtomicBoolean interrupted = new AtomicBoolean();
		if (action.trigger().effect() == Effect.INTERRUPT) {
			control.install(() -> {
				synchronized (active) {
					if (active.get()) {
						interrupted.set(true);
						caller.interrupt();
					}
				}
			});
			arm(action, control);
		}
		Object result = null;
		Throwable failure = null;
		try {
			result = call.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		synchronized (active) {
			active.set(false);
		}
		if (interrupted.get() && !caller.isInterrupted() && isLeftAlone(action)) {
			this.world.journal.violated("Interrupt: that of the caller of a" + action.id() + " is lost");
		}
		Outcomes.record(this.world, action, failure);
		if (failure != null) {
			return CompletableFuture.failedFuture(failure);
		}
		Outcomes.checkResult(this.world, action, result);
		return CompletableFuture.completedFuture(result);
	}

	/**
	 * Whether nothing but its interrupt ends a run early. Otherwise its body may be
	 * interrupted for that, and a thread has one flag for both.
	 */
	private boolean isLeftAlone(Action action) {
		return action.timeout() == null && this.world.program.stop() == null && !this.world.program
			.any((handler) -> handler.isRaising() || handler.failure() == HandlerPlan.Failure.FATAL);
	}

	private CompletableFuture<?> async(Action action, Control control, CompletableFuture<?> future) {
		CompletableFuture<?> followed = Outcomes.follow(this.world, action, future);
		switch (action.trigger().effect()) {
			case NONE -> {
				return followed;
			}
			case COMPLETE -> control.install(() -> future.complete(null));
			case FAIL -> control.install(() -> future.completeExceptionally(new Planned()));
			case OR_TIMEOUT -> {
				future.orTimeout(action.trigger().number(), TimeUnit.MILLISECONDS);
				return followed;
			}
			default -> control.install(() -> future.cancel(true));
		}
		arm(action, control);
		return followed;
	}

	private <T> CompletableFuture<?> consume(Action action, Control control, Flux<T> flux, PlannedProvider provider) {
		StreamConsumer<T> consumer = new StreamConsumer<>(this.world, action, control);
		if (provider != null) {
			provider.limitedBy(consumer.requested);
		}
		this.world.journal.promise(() -> "a" + action.id() + ", which got " + consumer, consumer.done);
		try {
			flux.subscribe(consumer);
		}
		catch (Throwable ex) {
			// a fatal error is rethrown, whatever it interrupts
			if (!(ex instanceof VirtualMachineError)) {
				this.world.journal.violated("Reactive Streams: to subscribe to a" + action.id() + " throws " + ex);
			}
			consumer.done.completeExceptionally(ex);
			throw ex;
		}
		arm(action, control);
		return consumer.done;
	}

	/** Sees to it that the action is ended when its moment comes. */
	void arm(Action action, Control control) {
		if (!Bodies.hasTrigger(action)) {
			return;
		}
		switch (action.trigger().moment()) {
			case NOW -> control.fire();
			case AFTER_YIELDS -> this.world.helpers().execute(() -> {
				PlannedHandler.yieldTimes(action.trigger().number());
				control.fire();
			});
			case INSIDE -> {
				// by the provider or the body
			}
		}
	}

	/** A call that may throw anything. */
	@FunctionalInterface
	private interface Blocking {

		Object call() throws Exception;

	}

}
