// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import dev.callbacks.message.ChatChunk;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * Beans with asynchronous listener methods for application events. It keeps no order.
 */
final class AsyncListenerSubject implements Subject {

	private final ExecutorService pool;

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	AsyncListenerSubject(Load load) {
		this.pool = load.pool();
		this.context.registerBean("taskExecutor", Executor.class, () -> this.pool);
		this.context.register(Asynchronous.class);
		for (int i = 0; i < load.handlers(); i++) {
			this.context.registerBean("listener" + i, Listener.class, () -> new Listener(load));
		}
		this.context.refresh();
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		this.context.publishEvent(chunk);
	}

	@Override
	public void close() {
		this.context.close();
		this.pool.shutdown();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

	}

	/** Not final, for the proxy. */
	static class Listener {

		private final Load load;

		Listener(Load load) {
			this.load = load;
		}

		@Async
		@EventListener
		public void on(ChatChunk chunk) {
			this.load.handle(chunk);
		}

	}

}
