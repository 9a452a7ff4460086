// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.CallbackRun;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.LlmEnd;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose beans were worked out when it was built.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTests {

	@SuppressWarnings("unchecked")
	private static void start(BiConsumer<GenericApplicationContext, RuntimeHints> test) {
		TestGenerationContext generation = new TestGenerationContext(AheadOfTimeTests.class);
		AnnotationConfigApplicationContext built = new AnnotationConfigApplicationContext();
		built.register(Application.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(built, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			GenericApplicationContext started = new GenericApplicationContext();
			compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()).initialize(started);
			try (started) {
				started.refresh();
				test.accept(started, generation.getRuntimeHints());
			}
		});
	}

	@Test
	void handlersListenersAndRunsOfMethodsWork() {
		start((context, hints) -> {
			assertThat(context.getBean(Service.class).ask()).isNotEmpty();
			assertThat(context.getBean(Printer.class).seen).containsExactly("LlmEnd");
			assertThat(context.getBean(Listener.class).seen).containsExactly("ask");
		});
	}

	@Test
	void nativeImageKeepsTheMethodsOfHandlers() {
		start((context, hints) -> {
			for (Class<?> type : List.of(Printer.class, Listener.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(hints);
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class,
			ObservationAutoConfiguration.class, CallbacksAutoConfiguration.class,
			dev.callbacks.autoconfigure.observation.CallbacksObservationAutoConfiguration.class,
			dev.callbacks.autoconfigure.handler.CallbacksHandlerAutoConfiguration.class,
			dev.callbacks.autoconfigure.chat.CallbacksChatAutoConfiguration.class,
			dev.callbacks.autoconfigure.run.CallbacksRunAutoConfiguration.class })
	static class Application {

		@Bean
		Printer printer() {
			return new Printer();
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		Service service(CallbackChatModel model) {
			return new Service(model);
		}

	}

	static class Printer implements CallbackHandler {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.seen.add("LlmEnd");
		}

	}

	static class Listener {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@CallbackListener
		void on(ChainStart start) {
			this.seen.add(start.run().name());
		}

	}

	static class Service {

		private final CallbackChatModel model;

		Service(CallbackChatModel model) {
			this.model = model;
		}

		@CallbackRun(name = "ask")
		public String ask() {
			return this.model.call("Hello").text();
		}

	}

}
