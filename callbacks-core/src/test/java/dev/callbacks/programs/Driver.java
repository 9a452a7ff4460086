// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.programs.Action.Source;
import dev.callbacks.programs.Action.Trigger.Moment;

/**
 * Drives a run as adapters do, from several threads that race for its end.
 */
final class Driver {

	private final World world;

	private final ActionRunner runner;

	private final Action action;

	private final Control control;

	private DrivenRun run;

	Driver(World world, ActionRunner runner, Action action, Control control) {
		this.world = world;
		this.runner = runner;
		this.action = action;
		this.control = control;
	}

	CompletableFuture<?> begin(RunConfig config) {
		RunKind kind = switch (this.action.id() % 4) {
			case 0 -> RunKind.CHAIN;
			case 1 -> RunKind.TOOL;
			default -> RunKind.CHAT_MODEL;
		};
		RunPlan spec = switch (kind) {
			case CHAIN -> RunPlan.inputs(Map.of());
			case TOOL -> RunPlan.tool("", "x", Map.of(), null);
			default -> RunPlan.chat(ChatRequest.of("x"), Map.of());
		};
		this.run = this.world.manager.open(spec.withConfig(config).as(kind, "driven"));
		CompletableFuture<?> done = Outcomes.follow(this.world, this.action, this.run.finished().toCompletableFuture());
		promise("started", this.run.started());
		java.util.concurrent.Executor helpers = this.world.helpers();
		helpers.execute(() -> drive(kind));
		helpers.execute(this::report);
		this.control.install(() -> promise("cancel", this.run.cancel(EndReason.CANCELLED)));
		this.runner.arm(this.action, this.control);
		if (this.action.together()) {
			helpers.execute(() -> {
				PlannedHandler.yieldTimes(30 * (this.action.id() % 7));
				promise("error", this.run.error(new Planned()));
			});
		}
		return done;
	}

	private void promise(String what, CompletionStage<?> stage) {
		this.world.journal.promise(what + " of a" + this.action.id(), stage);
	}

	private void drive(RunKind kind) {
		try {
			if (await("start", this.run.started())) {
				work(kind);
			}
			if (this.action.source().end() == Source.End.FAILS) {
				promise("error", this.run.error(new Planned()));
			}
			else if (this.action.source().end() == Source.End.NORMAL) {
				promise("end", this.run.end(kind.isModel() ? null : "r" + this.action.id()));
			}
		}
		catch (Throwable ex) {
			Failures.check(this.world, "driving a" + this.action.id(), ex);
			promise("error", this.run.error(ex));
		}
	}

	private void work(RunKind kind) throws InterruptedException {
		CompletableFuture<?> inside;
		try (Run.Scope scope = this.run.scope()) {
			inside = CompletableFuture
				.allOf(this.action.inside().stream().map(this.runner::begin).toArray(CompletableFuture[]::new));
		}
		int tokens = kind.isModel() ? this.action.number() : 0;
		boolean room = true;
		for (int i = 0; i < tokens && room; i++) {
			if (this.action.trigger().moment() == Moment.INSIDE && i == this.action.trigger().number()) {
				this.control.fire();
			}
			room = hasRoom(i, this.run.token(ChatChunk.of("t" + i)));
		}
		await("what is inside", inside);
	}

	/**
	 * Whether the run goes on after a token. Some drivers look for room now and then,
	 * some sleep in the stage, and some wait for every second token only.
	 */
	private boolean hasRoom(int token, CompletionStage<?> stage) throws InterruptedException {
		int way = this.action.id() % 3;
		if (way == 0) {
			return await("token", stage);
		}
		promise("token", stage);
		if (way == 1 || token % 2 != 0) {
			try {
				stage.toCompletableFuture().join();
			}
			catch (CompletionException | CancellationException ex) {
				return false;
			}
		}
		return this.run.isOpen();
	}

	private void report() {
		for (int i = 0; i < this.action.number() / 4; i++) {
			try {
				promise("emit", this.run.emit("driver", i));
			}
			catch (RunStateException ex) {
				// before the start is finished, or after the end
			}
			catch (VirtualMachineError ex) {
				Failures.check(this.world, "emit of a" + this.action.id(), ex);
			}
			PlannedHandler.yieldTimes(5);
		}
	}

	/** Whether a stage came to its end without a failure. */
	private boolean await(String what, CompletionStage<?> stage) throws InterruptedException {
		try {
			Patience.await(stage.toCompletableFuture(), this.world.journal);
			return true;
		}
		catch (TimeoutException ex) {
			this.world.journal.violated("Hang: " + what + " of a" + this.action.id() + " does not come");
			return false;
		}
		catch (ExecutionException | CancellationException ex) {
			return false;
		}
	}

}
