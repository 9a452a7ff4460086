// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.programs.Action.Source;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A provider that answers as an action says.
 */
final class PlannedProvider implements ChatProvider {

	private final World world;

	private final Source source;

	private final Control control;

	/** The chunk at which the call is ended. */
	private final int fireAt;

	/** The number of chunks that the consumer wants, if known. */
	private AtomicLong wanted;

	PlannedProvider(World world, Source source, Control control, int fireAt) {
		this.world = world;
		this.source = source;
		this.control = control;
		this.fireAt = fireAt;
	}

	/** Checks the demand against that of the consumer. */
	void limitedBy(AtomicLong wanted) {
		this.wanted = wanted;
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return items(this.world, this.source, this.control, this.fireAt).map((item) -> ChatChunk.of("t" + item))
			.transform(this::checked);
	}

	private Flux<ChatChunk> checked(Flux<ChatChunk> chunks) {
		AtomicLong limit = this.wanted;
		if (limit == null) {
			return chunks;
		}
		AtomicLong asked = new AtomicLong();
		return chunks.doOnRequest((count) -> {
			if (asked.addAndGet(count) > limit.get()) {
				this.world.journal
					.violated("Demand: the provider was asked for " + asked + " chunks, the consumer wants " + limit);
			}
		});
	}

	/** The numbers of items, as a source makes them. */
	static Flux<Integer> items(World world, Source source, Control control, int fireAt) {
		Flux<Integer> items = Flux.range(0, source.items()).doOnNext((item) -> {
			if (item == fireAt) {
				control.fire();
			}
		});
		items = switch (source.end()) {
			case NORMAL -> items;
			case FAILS -> items.concatWith(Flux.error(() -> new IllegalStateException(Planned.MESSAGE)));
			case NEVER -> items.concatWith(Flux.never());
		};
		return switch (source.thread()) {
			case HERE -> items;
			case PARALLEL -> items.subscribeOn(Schedulers.parallel());
			case LATER -> items.subscribeOn(Schedulers.fromExecutor(world.helpers()));
		};
	}

	@Override
	public String name() {
		return "planned";
	}

}
