// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksProperties.Dispatch.BlockingCalls;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.step.Steps;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.CompositeTaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Auto-configuration of callbacks: the manager, the executor of blocking handlers, the
 * chat model. With {@code callbacks.enabled=false} manager and chat model stay and call
 * nobody.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@ConditionalOnClass(CallbackManager.class)
@EnableConfigurationProperties(CallbacksProperties.class)
public final class CallbacksAutoConfiguration {

	/** The name of the executor bean that runs blocking handlers. */
	public static final String EXECUTOR_BEAN_NAME = "callbackTaskExecutor";

	/**
	 * What there is if handlers are called.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
	static class EnabledConfiguration {

		@Bean
		@ConditionalOnBooleanProperty(name = "callbacks.annotations.enabled", matchIfMissing = true)
		static RunMethodPostProcessor callbackRunMethodPostProcessor(ObjectProvider<CallbackManager> manager,
				ConfigurableListableBeanFactory beanFactory, Environment environment) {
			return new RunMethodPostProcessor(manager, beanFactory, environment);
		}

		/**
		 * A fallback, so that an application that injects its own decorator by type finds
		 * that one.
		 */
		@Bean
		@Fallback
		@ConditionalOnBooleanProperty(name = "callbacks.propagation.enabled", matchIfMissing = true)
		static RunTaskDecorator callbackRunTaskDecorator() {
			return new RunTaskDecorator();
		}

		@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
		@Lazy
		@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
		@ConditionalOnThreading(Threading.PLATFORM)
		ThreadPoolTaskExecutor callbackTaskExecutor(ObjectProvider<ThreadPoolTaskExecutorBuilder> builder,
				ObjectProvider<TaskDecorator> decorators, CallbacksProperties properties) {
			CallbacksProperties.Executor executor = properties.executor();
			return builder.getIfAvailable(ThreadPoolTaskExecutorBuilder::new)
				.taskDecorator(withoutRuns(decorators))
				.corePoolSize((executor.coreSize() != null) ? executor.coreSize() : executor.maxSize())
				.maxPoolSize(executor.maxSize())
				.queueCapacity(executor.queueCapacity())
				.keepAlive(executor.keepAlive())
				.threadNamePrefix(executor.threadNamePrefix())
				.build();
		}

		@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
		@Lazy
		@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
		@ConditionalOnThreading(Threading.VIRTUAL)
		SimpleAsyncTaskExecutor callbackVirtualTaskExecutor(ObjectProvider<SimpleAsyncTaskExecutorBuilder> builder,
				ObjectProvider<TaskDecorator> decorators, CallbacksProperties properties) {
			return builder.getIfAvailable(SimpleAsyncTaskExecutorBuilder::new)
				.taskDecorator(withoutRuns(decorators))
				.virtualThreads(true)
				.threadNamePrefix(properties.executor().threadNamePrefix())
				.build();
		}

		/**
		 * The decorators for an executor whose tasks serve many runs, and say themselves
		 * for which.
		 */
		private static TaskDecorator withoutRuns(ObjectProvider<TaskDecorator> decorators) {
			return new CompositeTaskDecorator(decorators.orderedStream()
				.filter((decorator) -> !(decorator instanceof RunTaskDecorator))
				.toList());
		}

		@Bean
		@ConditionalOnMissingBean(CallbackManager.class)
		CallbackDispatcher callbackManager(CallbacksProperties properties, BeanFactory beanFactory,
				Environment environment, ObjectProvider<DispatchListener> listeners,
				ObjectProvider<CallbackDispatcherCustomizer> customizers) {
			CallbacksProperties.Dispatch dispatch = properties.dispatch();
			LazyExecutor executor = executor(properties.executor(), beanFactory);
			CallbackDispatcher.Builder builder = CallbackDispatcher.builder()
				.executor(executor, properties.executor().maxSize())
				.resize(executor::resize)
				.workThreadNamePrefix(properties.work().threadNamePrefix())
				.window(dispatch.window())
				.handlerTimeout(dispatch.handlerTimeout())
				.awaitEnd(dispatch.awaitEnd())
				.callerRuns(dispatch.blockingCalls() == BlockingCalls.CALLER);
			if (Threading.VIRTUAL.isActive(environment)) {
				builder.work(new VirtualThreadTaskExecutor(properties.work().threadNamePrefix()));
			}
			listeners.orderedStream().forEach(builder::listener);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			return builder.build();
		}

		/**
		 * Checks at the start what is looked up later.
		 */
		private static LazyExecutor executor(CallbacksProperties.Executor properties, BeanFactory beanFactory) {
			String name = (properties.beanName() != null) ? properties.beanName() : EXECUTOR_BEAN_NAME;
			if (!beanFactory.containsBean(name) || !beanFactory.isTypeMatch(name, Executor.class)) {
				throw new MissingExecutorException(name);
			}
			return new LazyExecutor(() -> beanFactory.getBean(name, Executor.class), properties.beanName() == null);
		}

		@Bean
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		HandlerRegistrar callbackHandlerRegistrar(CallbackManager manager, CallbacksProperties properties,
				ConfigurableListableBeanFactory beanFactory) {
			return new HandlerRegistrar(manager, properties, beanFactory);
		}

		@Bean
		@ConditionalOnBean(CallbackDispatcher.class)
		@ConditionalOnMissingBean
		DrainLifecycle callbackDrainLifecycle(CallbackDispatcher dispatcher, CallbacksProperties properties,
				Environment environment) {
			Duration phaseTimeout = Binder.get(environment)
				.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
				.orElse(Duration.ofSeconds(30));
			return new DrainLifecycle(dispatcher, properties.shutdown().timeout(), phaseTimeout);
		}

	}

	/**
	 * What there is if they are not.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.enabled", havingValue = false)
	static class DisabledConfiguration {

		@Bean
		@ConditionalOnMissingBean(CallbackManager.class)
		CallbackDispatcher callbackManager() {
			return CallbackDispatcher.builder().enabled(false).build();
		}

	}

	/**
	 * The chat model and the maker of steps, which are there in either case.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ChatModelConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		Steps callbackSteps(CallbackManager manager) {
			return new Steps(manager);
		}

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		CallbackChatModel callbackChatModel(CallbackManager manager, ObjectProvider<ChatProvider> providers,
				ObjectProvider<ModelSource> sources, ListableBeanFactory beanFactory, CallbacksProperties properties) {
			CallbacksProperties.Chat chat = properties.chat();
			return new CallbackChatModel(manager, new ChatProviders(providers, sources, beanFactory, chat).choose())
				.withOptions(options(chat))
				.withMaxConcurrency(properties.batch().maxConcurrency());
		}

		private static ChatOptions options(CallbacksProperties.Chat chat) {
			ChatOptions options = ChatOptions.none().withStreaming(chat.streaming());
			options = (chat.model() != null) ? options.withModel(chat.model()) : options;
			options = (chat.temperature() != null) ? options.withTemperature(chat.temperature()) : options;
			return (chat.maxTokens() != null) ? options.withMaxTokens(chat.maxTokens()) : options;
		}

	}

}
