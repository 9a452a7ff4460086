// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.programs.Action.Source;

/**
 * A call of a model that a handler makes.
 */
final class HandlersCall {

	private static final AtomicLong IDS = new AtomicLong();

	private final World world;

	private final CallbackChatModel model;

	HandlersCall(World world, int handler, CallbackEvent event) {
		this.world = world;
		UUID id = new UUID(-1, IDS.incrementAndGet());
		world.journal.opened.put(id, new Journal.Opened(handler, event.run().id()));
		Source source = new Source(3, Source.End.NORMAL, Source.On.values()[handler % 3], true);
		this.model = new CallbackChatModel(world.manager, new PlannedProvider(world, source, new Control(), 0))
			.with(RunConfig.empty().runId(id).runName("handlers"));
	}

	void callAndWait() {
		try {
			this.model.call(ChatRequest.of("x").streaming());
		}
		catch (RuntimeException ex) {
			Failures.check(this.world, "the call of a handler", ex);
		}
	}

	CompletionStage<?> call() {
		CompletionStage<?> stage = this.model.callAsync(ChatRequest.of("x").streaming());
		this.world.journal.promise("call of a handler", stage);
		return stage.handle((result, failure) -> {
			Failures.check(this.world, "the call of a handler", failure);
			return result;
		});
	}

}
