// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.autoconfigure.CallbacksProperties.Dispatch.BlockingCalls;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.spi.DispatchListener;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.CompositeTaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Auto-configuration of callbacks: the manager, the executor of blocking handlers, and
 * the drain at the end. With {@code callbacks.enabled=false} the same manager calls
 * nobody. All else is in auto-configurations of their own, which follow this one and need
 * its manager.
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
	 * The phase in which runs that are under way come to their end when the application
	 * stops: below those of web servers, above that of executors.
	 */
	public static final int DRAIN_PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

	/** More trees than are open at once. */
	private static final int MAX_TREES = 100_000;

	private final CallbacksProperties properties;

	private final Environment environment;

	CallbacksAutoConfiguration(CallbacksProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * The executor is declared by a type that is no life cycle. So Spring does not create
	 * it at the start; the first handler that has work does.
	 */
	@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
	@Lazy
	@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
	@ConditionalOnThreading(Threading.PLATFORM)
	AsyncTaskExecutor callbackTaskExecutor(ObjectProvider<ThreadPoolTaskExecutorBuilder> builder,
			ObjectProvider<TaskDecorator> decorators) {
		CallbacksProperties.Executor executor = this.properties.getExecutor();
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		// a program that has come to its end does not wait for idle threads of ours
		pool.setDaemon(true);
		return builder.getIfAvailable(ThreadPoolTaskExecutorBuilder::new)
			.taskDecorator(withoutRun(decorators))
			.corePoolSize((executor.coreSize() != null) ? executor.coreSize() : executor.maxSize())
			.maxPoolSize(executor.maxSize())
			.queueCapacity(executor.queueCapacity())
			.keepAlive(executor.keepAlive())
			.threadNamePrefix(executor.threadNamePrefix())
			.configure(pool);
	}

	@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
	@Lazy
	@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
	@ConditionalOnThreading(Threading.VIRTUAL)
	AsyncTaskExecutor callbackVirtualTaskExecutor(ObjectProvider<SimpleAsyncTaskExecutorBuilder> builder,
			ObjectProvider<TaskDecorator> decorators) {
		return builder.getIfAvailable(SimpleAsyncTaskExecutorBuilder::new)
			.taskDecorator(withoutRun(decorators))
			.virtualThreads(true)
			// the engine bounds its tasks, and waits for none
			.concurrencyLimit(SimpleAsyncTaskExecutor.UNBOUNDED_CONCURRENCY)
			.threadNamePrefix(this.properties.getExecutor().threadNamePrefix())
			.build();
	}

	/**
	 * Returns all decorators as one, which hides the current run from them: a task of the
	 * engine serves many runs, and makes each of them current itself.
	 */
	private static TaskDecorator withoutRun(ObjectProvider<TaskDecorator> decorators) {
		TaskDecorator all = new CompositeTaskDecorator(decorators.orderedStream().toList());
		return (task) -> {
			Run.Scope scope = CurrentRun.scope(null);
			try (scope) {
				return all.decorate(task);
			}
		};
	}

	@Bean
	@ConditionalOnMissingBean(CallbackManager.class)
	CallbackDispatcher callbackManager(BeanFactory beanFactory, ObjectProvider<DispatchListener> listeners,
			ObjectProvider<CallbackDispatcherCustomizer> customizers) {
		CallbacksProperties.Dispatch dispatch = this.properties.getDispatch();
		CallbacksProperties.Work work = this.properties.getWork();
		LazyExecutor executor = executor(this.properties.getExecutor(), beanFactory);
		CallbackDispatcher.Builder builder = CallbackDispatcher.builder()
			.executor(executor, this.properties.getExecutor().maxSize())
			.resize(executor::resize)
			.workThreadNamePrefix(work.threadNamePrefix())
			.workLimit(work.concurrencyLimit())
			.window(dispatch.window())
			.handlerTimeout(dispatch.handlerTimeout())
			.awaitEnd(dispatch.awaitEnd())
			.callerRuns(dispatch.blockingCalls() == BlockingCalls.CALLER)
			.enabled(this.properties.isEnabled());
		if (Threading.VIRTUAL.isActive(this.environment)) {
			builder.work(new VirtualThreadTaskExecutor(work.threadNamePrefix()));
		}
		for (DispatchListener listener : listeners.orderedStream().toList()) {
			builder.listener(listener);
		}
		for (CallbackDispatcherCustomizer customizer : customizers.orderedStream().toList()) {
			customizer.customize(builder);
		}
		return builder.build();
	}

	/**
	 * Returns the executor, checked now and looked up later.
	 */
	private static LazyExecutor executor(CallbacksProperties.Executor properties, BeanFactory beanFactory) {
		String name = (properties.beanName() != null) ? properties.beanName() : EXECUTOR_BEAN_NAME;
		if (!beanFactory.containsBean(name) || !beanFactory.isTypeMatch(name, Executor.class)) {
			throw new CallbackConfigurationException(
					"The property 'callbacks.executor.bean-name' names '" + name + "', which is no Executor bean",
					"Declare an Executor bean of that name, or remove the property to use an own executor.");
		}
		return new LazyExecutor(() -> beanFactory.getBean(name, Executor.class), properties.beanName() == null);
	}

	@Bean
	static FailedStartDrain callbackFailedStartDrain() {
		return new FailedStartDrain();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(TreeNumbers.class)
	TreeNumbers callbackTreeNumbers() {
		return new TreeNumbers(MAX_TREES);
	}

	@Bean
	DropCounts callbackDropCounts() {
		return new DropCounts();
	}

	@Bean
	@ConditionalOnBean(CallbackDispatcher.class)
	@ConditionalOnMissingBean(DrainLifecycle.class)
	DrainLifecycle callbackDrainLifecycle(CallbackDispatcher dispatcher, DropCounts drops) {
		Duration phaseTimeout = Binder.get(this.environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(Duration.ofSeconds(30));
		return new DrainLifecycle(dispatcher, drops, this.properties.getShutdown().timeout(), phaseTimeout);
	}

}
