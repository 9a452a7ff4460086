// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The call of a cell, made twice: once something goes wrong in it, and once more.
 */
final class Calls {

	/** A timeout far above the time of a call that does not hang. */
	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private static final Duration SOON = Duration.ofMillis(100);

	private final World world;

	private final Trigger trigger;

	private final Cell cell;

	private final Caller caller;

	private final boolean faulty;

	Calls(World world, Caller caller) {
		this.world = world;
		this.trigger = world.trigger();
		this.cell = world.cell;
		this.caller = caller;
		this.faulty = world.isFaulty();
	}

	/**
	 * Makes the call on this thread.
	 */
	void make() throws Throwable {
		switch (this.cell.place().scene) {
			case MODEL -> callModel();
			case BODY -> callBody();
			case DRIVEN -> drive();
		}
	}

	private RunConfig config() {
		RunConfig config = RunConfig.empty().runName(this.faulty ? World.FAULTY : World.CLEAN);
		return (this.faulty && this.cell.isTimedOut()) ? config.timeout(TIMEOUT) : config;
	}

	// A model

	private void callModel() throws Throwable {
		CallbackChatModel model = new CallbackChatModel(this.world.manager, provider()).with(config());
		ChatRequest request = ChatRequest.of("x").streaming();
		switch (this.cell.way()) {
			case BLOCKING -> this.caller.returned(model.call(request).text());
			case FUTURE -> this.caller.await(model.callAsync(request));
			case STREAM -> this.caller.subscribe(model.stream(request).map(ChatChunk::text));
		}
	}

	private ChatProvider provider() {
		return new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				if (Calls.this.trigger.isDue(Place.PROVIDER_METHOD)) {
					Calls.this.trigger.act();
					if (Calls.this.cell.fault() == Fault.NULL) {
						return null;
					}
				}
				List<ChatChunk> chunks = List.of(ChatChunk.of("a"), ChatChunk.of("b"), ChatChunk.of("c"));
				return new FaultyFlux<>(Calls.this.world, Place.PROVIDER_SIGNAL, chunks);
			}

			@Override
			public String name() {
				return "provider";
			}

		};
	}

	// A body

	private void callBody() throws Throwable {
		RunSpec call = this.world.manager.chain("chain").with(config());
		if (this.cell.place() == Place.VIEW) {
			call = call.output(this::view);
		}
		switch (this.cell.place()) {
			case BODY_CALL -> this.caller.returned(call.call(this::body));
			case BODY_SUBMIT -> this.caller.await(call.submit(this::body));
			case BODY_ASYNC, BODY_STAGE, BODY_STAGE_METHOD -> this.caller.await(call.callAsync(this::stage));
			case BODY_STREAM -> this.caller.subscribe(call.stream(this::stream));
			case BODY_MONO -> this.caller.subscribe(call.mono(() -> (Mono<String>) stream()).flux());
			default -> callViewed(call);
		}
	}

	private void callViewed(RunSpec call) throws Throwable {
		switch (this.cell.way()) {
			case BLOCKING -> this.caller.returned(call.call(this::body));
			case FUTURE -> this.caller.await(call.callAsync(this::stage));
			case STREAM -> this.caller.subscribe(call.stream(this::stream));
		}
	}

	private Object view(Object output) {
		if (this.trigger.isDue(Place.VIEW)) {
			this.trigger.act();
			return (this.cell.fault() == Fault.NULL) ? null : output;
		}
		return output;
	}

	/**
	 * The body; may go wrong at each of its moments.
	 */
	private String body() {
		boolean none = goes(Moment.START);
		Run.current().emit("progress", null);
		none |= goes(Moment.TOKEN);
		if (this.faulty && this.cell.fails()) {
			failBelow();
			if (goes(Moment.ERROR)) {
				return null;
			}
			throw this.world.wire;
		}
		none |= goes(Moment.END);
		return none ? null : "done";
	}

	private void failBelow() {
		try {
			this.world.manager.chain("child").run(() -> {
				throw this.world.wire;
			});
			this.world.problems.add("a run below did not fail");
		}
		catch (IllegalStateException ex) {
			// as it should
		}
	}

	/**
	 * Goes on to a moment.
	 * @return whether null is to be returned
	 */
	private boolean goes(Moment moment) {
		this.trigger.reached(moment);
		if (!this.trigger.isDue(this.cell.place(), moment) || this.cell.place() == Place.VIEW) {
			return false;
		}
		this.trigger.act();
		return this.cell.fault() == Fault.NULL;
	}

	private CompletionStage<String> stage() {
		Place place = this.cell.place();
		if (place == Place.BODY_STAGE && this.trigger.isDue(place, this.cell.moment())) {
			Run.current().emit("progress", null);
			return FaultyStage.completing(this.world, "done");
		}
		if (place == Place.BODY_STAGE_METHOD && this.faulty) {
			Run.current().emit("progress", null);
			CompletableFuture<String> future = new CompletableFuture<>();
			if (this.cell.isCancelled()) {
				this.world.stalled.countDown();
			}
			else {
				future.complete("done");
			}
			return FaultyStage.failingMethods(this.world, future, this.cell.isCancelled());
		}
		String result = body();
		return (result != null || place != Place.BODY_ASYNC) ? CompletableFuture.completedFuture(result) : null;
	}

	private Publisher<String> stream() {
		Run.current().emit("progress", null);
		Place place = this.cell.place();
		if (this.trigger.isDue(place, Moment.START)) {
			this.trigger.act();
			if (this.cell.fault() == Fault.NULL) {
				return null;
			}
		}
		List<String> items = (place == Place.BODY_MONO) ? List.of("a") : List.of("a", "b");
		FaultyFlux<String> flux = new FaultyFlux<>(this.world, (place == Place.VIEW) ? Place.BODY_STREAM : place,
				items);
		return (place == Place.BODY_MONO) ? Mono.fromDirect(flux) : flux;
	}

	// A run that is driven

	private void drive() throws Throwable {
		DrivenRun parent = this.faulty && this.cell.way() == CallWay.STREAM
				? this.world.manager.open(RunPlan.inputs(java.util.Map.of()).as(RunKind.CHAIN, "parent")) : null;
		if (parent == null) {
			drive(null);
			return;
		}
		Caller.await(parent.started());
		try (Run.Scope scope = parent.scope()) {
			drive(parent);
		}
		finally {
			Caller.awaitEnd(parent.cancel());
		}
	}

	private void drive(DrivenRun parent) throws Throwable {
		RunConfig config = config();
		if (this.faulty && this.cell.way() == CallWay.FUTURE && this.cell.moment() != Moment.ERROR) {
			config = config.timeout(SOON);
		}
		RunPlan spec = RunPlan.inputs(java.util.Map.of())
			.withConfig(config)
			.withOnAbort((error) -> actAt(Place.ABORT_HOOK))
			.withPartial(() -> (actAt(Place.PARTIAL) && this.cell.fault() == Fault.NULL) ? null : "part");
		DrivenRun run = this.world.manager.open(spec.as(RunKind.CHAIN, "driven"));
		if (!this.faulty || this.cell.moment() != Moment.START) {
			Caller.await(run.started());
			run.emit("progress", null);
		}
		try {
			end(run, parent);
		}
		catch (Throwable ex) {
			if (!this.cell.fault().isFatal()) {
				this.world.problems.add("what ends a run threw " + ex.getClass().getName());
			}
		}
		this.caller.returned(run.finished().toCompletableFuture().get(World.LIMIT_SECONDS, TimeUnit.SECONDS));
	}

	private void end(DrivenRun run, DrivenRun parent) {
		if (!this.faulty) {
			run.end("done");
		}
		else if (this.cell.moment() == Moment.ERROR) {
			if (this.cell.place() == Place.PARTIAL) {
				run.error(this.world.wire);
			}
		}
		else if (parent != null) {
			parent.cancel();
		}
		else if (this.cell.way() == CallWay.BLOCKING) {
			run.cancel(EndReason.CANCELLED);
		}
	}

	private boolean actAt(Place place) {
		boolean due = this.trigger.isDue(place, this.cell.moment());
		if (due) {
			this.trigger.act();
		}
		return due;
	}

}
