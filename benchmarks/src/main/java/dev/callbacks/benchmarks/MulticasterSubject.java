// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.ExecutorService;

import dev.callbacks.message.ChatChunk;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;

/**
 * Application events of Spring on a pool. It keeps no order.
 */
final class MulticasterSubject implements Subject {

	private static final ResolvableType TYPE = ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class,
			ChatChunk.class);

	private final ExecutorService pool;

	private final SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();

	MulticasterSubject(Load load) {
		this.pool = load.pool();
		this.multicaster.setTaskExecutor(this.pool);
		for (int i = 0; i < load.handlers(); i++) {
			this.multicaster.addApplicationListener(new Listener(load));
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		this.multicaster.multicastEvent(new PayloadApplicationEvent<>(this, chunk), TYPE);
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

	private static final class Listener implements ApplicationListener<PayloadApplicationEvent<ChatChunk>> {

		private final Load load;

		private Listener(Load load) {
			this.load = load;
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<ChatChunk> event) {
			this.load.handle(event.getPayload());
		}

	}

}
