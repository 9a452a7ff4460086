// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.ExecutorService;

import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A Flux for each run, moved to the pool once, with a doOnNext for each handler. It keeps
 * order, but a slow handler holds up the others.
 */
final class PublishOnSubject implements Subject {

	private final ExecutorService pool;

	private final Sinks.Many<ChatChunk>[] runs;

	@SuppressWarnings({ "unchecked", "rawtypes" })
	PublishOnSubject(Load load) {
		this.pool = load.pool();
		Scheduler scheduler = Schedulers.fromExecutor(this.pool);
		this.runs = new Sinks.Many[load.runs];
		for (int i = 0; i < this.runs.length; i++) {
			this.runs[i] = Sinks.unsafe().many().unicast().onBackpressureBuffer();
			Flux<ChatChunk> tokens = this.runs[i].asFlux().publishOn(scheduler, load.window);
			for (int handler = 0; handler < load.handlers(); handler++) {
				tokens = tokens.doOnNext(load::handle);
			}
			tokens.subscribe();
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		this.runs[run].tryEmitNext(chunk).orThrow();
	}

	@Override
	public void close() {
		for (Sinks.Many<ChatChunk> run : this.runs) {
			run.tryEmitComplete();
		}
		this.pool.shutdown();
	}

}
