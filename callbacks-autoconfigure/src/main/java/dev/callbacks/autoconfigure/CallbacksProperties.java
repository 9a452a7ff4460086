// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import dev.callbacks.HandlerSettings;
import dev.callbacks.message.StreamingMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of callbacks. A section is a record, which is bound as a whole if a property
 * names it, and has its own default values if none does.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("callbacks")
public final class CallbacksProperties {

	/**
	 * Whether handlers are called. If not, manager and chat model stay, and call nobody.
	 */
	private boolean enabled = true;

	/**
	 * Settings of single handlers, by the names of their beans.
	 */
	private Map<String, HandlerSettings> handlers = Map.of();

	/**
	 * Whether names of handlers and of settings under 'callbacks.handlers' that are not
	 * known are ignored.
	 */
	private boolean handlersIgnoreUnknown;

	/**
	 * Executor that runs blocking handlers.
	 */
	private Executor executor = new Executor(null, false, null, 8, 1024, Duration.ofSeconds(60), "callbacks-");

	/**
	 * Executor that runs what follows a wait, and bodies of runs.
	 */
	private Work work = new Work(1024, "callbacks-work-");

	/**
	 * Delivery of events to handlers.
	 */
	private Dispatch dispatch = new Dispatch(256, Duration.ofSeconds(30), true, Dispatch.BlockingCalls.CALLER);

	/**
	 * Calls for several answers.
	 */
	private Batch batch = new Batch(16);

	/**
	 * Chat model.
	 */
	private Chat chat = new Chat(null, Chat.Embedded.AUTO, null, null, null, StreamingMode.AUTO);

	/**
	 * End of the application.
	 */
	private Shutdown shutdown = new Shutdown(Duration.ofSeconds(20));

	/**
	 * Methods that are runs.
	 */
	private Annotations annotations = new Annotations(true);

	/**
	 * Propagation of the current run to other threads.
	 */
	private Propagation propagation = new Propagation(true);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Map<String, HandlerSettings> getHandlers() {
		return this.handlers;
	}

	public void setHandlers(Map<String, HandlerSettings> handlers) {
		handlers.forEach(CallbacksProperties::check);
		this.handlers = handlers;
	}

	public boolean isHandlersIgnoreUnknown() {
		return this.handlersIgnoreUnknown;
	}

	public void setHandlersIgnoreUnknown(boolean handlersIgnoreUnknown) {
		this.handlersIgnoreUnknown = handlersIgnoreUnknown;
	}

	public Executor getExecutor() {
		return this.executor;
	}

	public void setExecutor(Executor executor) {
		this.executor = executor;
	}

	public Work getWork() {
		return this.work;
	}

	public void setWork(Work work) {
		this.work = work;
	}

	public Dispatch getDispatch() {
		return this.dispatch;
	}

	public void setDispatch(Dispatch dispatch) {
		this.dispatch = dispatch;
	}

	public Batch getBatch() {
		return this.batch;
	}

	public void setBatch(Batch batch) {
		this.batch = batch;
	}

	public Chat getChat() {
		return this.chat;
	}

	public void setChat(Chat chat) {
		this.chat = chat;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public void setShutdown(Shutdown shutdown) {
		this.shutdown = shutdown;
	}

	public Annotations getAnnotations() {
		return this.annotations;
	}

	public void setAnnotations(Annotations annotations) {
		this.annotations = annotations;
	}

	public Propagation getPropagation() {
		return this.propagation;
	}

	public void setPropagation(Propagation propagation) {
		this.propagation = propagation;
	}

	private static void check(String handler, HandlerSettings settings) {
		settings.fault(false).ifPresent((fault) -> {
			String setting = DataObjectPropertyName.toDashedForm(fault.setting());
			throw invalid("callbacks.handlers." + handler + "." + setting, fault.value(), fault.rule());
		});
	}

	private static void require(boolean condition, String property, @Nullable Object value, String rule) {
		if (!condition) {
			throw invalid(property, value, rule);
		}
	}

	private static CallbackConfigurationException invalid(String property, @Nullable Object value, String rule) {
		return new CallbackConfigurationException("The property '" + property + "' " + rule + ", but is " + value,
				"Change the value of '" + property + "'.");
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	/**
	 * Whether a name in a property means a bean: both have the same letters and digits,
	 * in any case.
	 * @param name the name in the property
	 * @param beanName the name of the bean
	 * @return whether it does
	 */
	public static boolean matches(String name, String beanName) {
		return uniform(name).equals(uniform(beanName));
	}

	private static String uniform(String name) {
		StringBuilder uniform = new StringBuilder();
		name.chars().filter(Character::isLetterOrDigit).forEach((c) -> uniform.append((char) c));
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Executor that runs blocking handlers.
	 *
	 * @param beanName Name of an executor bean to use instead of an own one.
	 * @param callerRuns Whether handler beans that block need no executor, since the
	 * thread that emits an event calls them itself. For tests.
	 * @param coreSize Number of threads that are started before tasks wait. As many as
	 * there may be, unless set.
	 * @param maxSize Number of threads there may be, and of handlers' turns under way at
	 * once.
	 * @param queueCapacity Number of tasks that may wait for a thread.
	 * @param keepAlive Time that a thread is kept without work, in whole seconds.
	 * @param threadNamePrefix Prefix of the names of the threads.
	 */
	public record Executor(@Nullable String beanName, @DefaultValue("false") boolean callerRuns,
			@Nullable Integer coreSize, @DefaultValue("8") int maxSize, @DefaultValue("1024") int queueCapacity,
			@DefaultValue("60s") Duration keepAlive, @DefaultValue("callbacks-") String threadNamePrefix) {

		/**
		 * Half of what can be counted: while threads are stuck, there may be twice as
		 * many.
		 */
		private static final int MAX_THREADS = Integer.MAX_VALUE / 2;

		public Executor {
			require(maxSize >= 1 && maxSize <= MAX_THREADS, "callbacks.executor.max-size", maxSize,
					"must be between 1 and " + MAX_THREADS);
			require(coreSize == null || (coreSize >= 0 && coreSize <= maxSize), "callbacks.executor.core-size",
					coreSize, "must be between 0 and 'callbacks.executor.max-size', which is " + maxSize);
			require(queueCapacity >= 0, "callbacks.executor.queue-capacity", queueCapacity, "must not be negative");
			require(keepAlive.getSeconds() >= 1 && keepAlive.getSeconds() <= Integer.MAX_VALUE,
					"callbacks.executor.keep-alive", keepAlive,
					"must be at least 1s and at most " + Integer.MAX_VALUE + "s");
		}

	}

	/**
	 * Executor that runs what follows a wait, and bodies of runs.
	 *
	 * @param concurrencyLimit Number of root calls that may hold a thread at once.
	 * Further ones are refused.
	 * @param threadNamePrefix Prefix of the names of the threads.
	 */
	public record Work(@DefaultValue("1024") int concurrencyLimit,
			@DefaultValue("callbacks-work-") String threadNamePrefix) {

		public Work {
			require(concurrencyLimit >= 1, "callbacks.work.concurrency-limit", concurrencyLimit, "must be at least 1");
		}

	}

	/**
	 * Delivery of events to handlers.
	 *
	 * @param window Number of tokens of a run that may be unfinished before the run
	 * waits, for handlers that do not say.
	 * @param handlerTimeout Longest time of one call of a handler, for handlers that do
	 * not say.
	 * @param awaitEnd Whether callers wait until the handlers have finished the end.
	 * @param blockingCalls Threads that run the handlers of a blocking call.
	 */
	public record Dispatch(@DefaultValue("256") int window, @DefaultValue("30s") Duration handlerTimeout,
			@DefaultValue("true") boolean awaitEnd, @DefaultValue("caller") BlockingCalls blockingCalls) {

		public Dispatch {
			require(window >= 1, "callbacks.dispatch.window", window, "must be at least 1");
			require(isPositive(handlerTimeout), "callbacks.dispatch.handler-timeout", handlerTimeout,
					"must be positive");
		}

		/**
		 * Threads that run the handlers of a blocking call.
		 */
		public enum BlockingCalls {

			/** On the caller's thread, one after another. */
			CALLER,

			/** On the executor, as those of an asynchronous call; the caller waits. */
			EXECUTOR

		}

	}

	/**
	 * Calls for several answers.
	 *
	 * @param maxConcurrency Number of calls in a batch of the chat model that are under
	 * way at once.
	 */
	public record Batch(@DefaultValue("16") int maxConcurrency) {

		public Batch {
			require(maxConcurrency >= 1, "callbacks.batch.max-concurrency", maxConcurrency, "must be at least 1");
		}

	}

	/**
	 * Chat model.
	 *
	 * @param provider Name of the provider bean to use if there are several.
	 * @param embedded Whether the embedded provider, which needs no model, answers.
	 * @param model Name of the model, for requests that name none.
	 * @param temperature Temperature of the model, for requests that do not say.
	 * @param maxTokens Number of tokens an answer may have, for requests that do not say.
	 * @param streaming Whether calls that want one whole answer stream it, so that
	 * handlers get tokens.
	 */
	public record Chat(@Nullable String provider, @DefaultValue("auto") Embedded embedded, @Nullable String model,
			@Nullable Double temperature, @Nullable Integer maxTokens, @DefaultValue("auto") StreamingMode streaming) {

		public Chat {
			require(temperature == null || Double.isFinite(temperature), "callbacks.chat.temperature", temperature,
					"must be a number");
			require(maxTokens == null || maxTokens >= 1, "callbacks.chat.max-tokens", maxTokens, "must be at least 1");
		}

		/**
		 * Whether the embedded provider answers.
		 */
		public enum Embedded {

			/** Used if there is no other provider. */
			AUTO,

			/** Always. */
			TRUE,

			/** Never. */
			FALSE

		}

	}

	/**
	 * End of the application.
	 *
	 * @param timeout Time that runs under way have to come to their end.
	 */
	public record Shutdown(@DefaultValue("20s") Duration timeout) {

		public Shutdown {
			require(!timeout.isNegative(), "callbacks.shutdown.timeout", timeout, "must not be negative");
		}

	}

	/**
	 * Methods that are runs.
	 *
	 * @param enabled Whether calls of methods with '@CallbackRun' are runs.
	 */
	public record Annotations(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Propagation of the current run to other threads.
	 *
	 * @param enabled Whether the executors and schedulers that Spring Boot builds carry
	 * the current run to their threads.
	 */
	public record Propagation(@DefaultValue("true") boolean enabled) {

	}

}
