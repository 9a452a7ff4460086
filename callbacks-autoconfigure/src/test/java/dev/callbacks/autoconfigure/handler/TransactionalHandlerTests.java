// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmEnd;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions and handlers: a handler on another thread has one of its own, never the
 * caller's.
 */
class TransactionalHandlerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
		.withUserConfiguration(Transactions.class, Saving.class, Plain.class);

	@Test
	void transactionalHandlerHasATransactionOfItsOwnAndNoneSurroundsAnother() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> model.callAsync("Hello").join());
			assertThat(context.getBean(Saving.class).seen()).singleElement().asString().endsWith("Saving.onLlmEnd");
			assertThat(context.getBean(Plain.class).seen()).containsExactly("none");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager() {
			return new AbstractPlatformTransactionManager() {

				@Override
				protected Object doGetTransaction() {
					return new Object();
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
				}

			};
		}

	}

	@Component
	static class Saving implements CallbackHandler {

		private final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		@Transactional
		public void onLlmEnd(LlmEnd event) {
			this.seen.add(String.valueOf(TransactionSynchronizationManager.getCurrentTransactionName()));
		}

		public Queue<String> seen() {
			return this.seen;
		}

	}

	@Component
	static class Plain implements CallbackHandler {

		private final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.seen.add(TransactionSynchronizationManager.isActualTransactionActive() ? "active" : "none");
		}

		public Queue<String> seen() {
			return this.seen;
		}

	}

}
