// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.callbacks.Run;
import dev.callbacks.programs.Action.Kind;
import dev.callbacks.programs.Action.Source;
import dev.callbacks.programs.Action.Trigger;
import dev.callbacks.programs.Action.Trigger.Moment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The bodies of the runs of a program.
 */
final class Bodies {

	private final World world;

	private final ActionRunner runner;

	Bodies(World world, ActionRunner runner) {
		this.world = world;
		this.runner = runner;
	}

	static Object result(Action action) {
		return (action.kind() == Kind.RETRIEVER) ? List.of() : "r" + action.id();
	}

	private void enter(Action action) {
		UUID current = Run.find().map((run) -> run.info().id()).orElse(null);
		UUID own = action.runId(this.world.program.seed());
		if (!own.equals(current)) {
			this.world.journal.violated("G9: the body of a" + action.id() + " finds " + current + " as current run");
		}
	}

	/** A body that may block. */
	Object blocking(Action action, Control control) throws Exception {
		enter(action);
		List<CompletableFuture<?>> begun = new ArrayList<>();
		for (Action inside : action.inside()) {
			CompletableFuture<?> future = this.runner.begin(inside);
			begun.add(future);
			if (!action.together()) {
				await(inside, future);
			}
		}
		for (int i = 0; i < begun.size(); i++) {
			await(action.inside().get(i), begun.get(i));
		}
		if (action.trigger().moment() == Moment.INSIDE) {
			control.fire();
		}
		enter(action);
		return switch (action.source().end()) {
			case NORMAL -> result(action);
			case FAILS -> throw new Planned();
			case NEVER -> {
				this.world.over.await(2 * World.LIMIT_SECONDS, TimeUnit.SECONDS);
				yield result(action);
			}
		};
	}

	/** Waits for what is inside; some bodies fail if that failed, others do not mind. */
	private void await(Action inside, CompletableFuture<?> future) throws Exception {
		try {
			Patience.await(future, this.world.journal);
		}
		catch (ExecutionException ex) {
			if (inside.id() % 3 == 0 && Planned.isPlanned(Failures.unwrap(ex))) {
				throw ex;
			}
		}
		catch (java.util.concurrent.CancellationException ex) {
			// that of the inside alone
		}
		catch (TimeoutException ex) {
			this.world.journal.violated("Hang: a" + inside.id() + " does not end");
		}
	}

	/** A body that returns a stage. */
	CompletionStage<Object> stage(Action action, Control control) {
		enter(action);
		CompletableFuture<?> all = beginAll(action);
		if (action.trigger().moment() == Moment.INSIDE) {
			control.fire();
		}
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Runnable end = () -> {
			switch (action.source().end()) {
				case NORMAL -> stage.complete(result(action));
				case FAILS -> stage.completeExceptionally(new Planned());
				case NEVER -> this.world.endless.add(stage);
			}
		};
		java.util.concurrent.Executor helpers = this.world.helpers();
		all.whenComplete((value, failure) -> {
			if (action.source().thread() == Source.On.HERE) {
				end.run();
			}
			else {
				helpers.execute(end);
			}
		});
		return stage;
	}

	/**
	 * A body that returns a stream. It brings the context of its caller itself, as
	 * Reactor carries thread-locals only where it is asked to.
	 */
	Flux<Object> stream(Action action, Control control, String caller) {
		enter(action);
		CompletableFuture<?> all = as(caller, () -> beginAll(action));
		int fireAt = (action.trigger().moment() == Moment.INSIDE) ? action.trigger().number() : -1;
		return PlannedProvider.items(this.world, action.source(), control, fireAt)
			.<Object>map((item) -> "t" + item)
			.concatWith(Mono.<Object>fromFuture(all.handle((value, failure) -> null)));
	}

	/** A body that returns a Mono. */
	Mono<Object> mono(Action action, Control control, String caller) {
		return Mono.fromCompletionStage(as(caller, () -> stage(action, control)));
	}

	private static <T> T as(String caller, Supplier<T> work) {
		String before = Surroundings.caller();
		Surroundings.become(caller);
		try {
			return work.get();
		}
		finally {
			Surroundings.become(before);
		}
	}

	private CompletableFuture<?> beginAll(Action action) {
		return CompletableFuture
			.allOf(action.inside().stream().map(this.runner::begin).toArray(CompletableFuture[]::new))
			.handle((value, failure) -> value);
	}

	/** Whether its trigger is one that only the moment decides. */
	static boolean hasTrigger(Action action) {
		return action.trigger().effect() != Trigger.Effect.NONE;
	}

}
