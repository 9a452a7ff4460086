// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.callbacks.HandlerSettings;
import dev.callbacks.message.StreamingMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of callbacks.
 *
 * @param enabled Whether handlers are called. If not, manager and chat model stay, and
 * call nobody.
 * @param handlers Settings of single handlers, by the names of their beans.
 * @param handlersIgnoreUnknown Whether names of handlers and of settings under
 * 'callbacks.handlers' that are not known are ignored.
 * @param executor Executor that runs blocking handlers.
 * @param work Executor that runs what follows a wait, and bodies of runs.
 * @param dispatch Delivery of events to handlers.
 * @param batch Calls for several answers.
 * @param chat Chat model.
 * @param shutdown End of the application.
 * @param metrics Meters.
 * @param observation Observations of runs, which become spans.
 * @param annotations Methods that are runs.
 * @param propagation Propagation of the current run to other threads.
 * @param springAi Applications that use Spring AI.
 * @param langchain4j Applications that use LangChain4j.
 * @since 0.1.0
 */
@ConfigurationProperties("callbacks")
public record CallbacksProperties(@DefaultValue("true") boolean enabled, Map<String, HandlerSettings> handlers,
		@DefaultValue("false") boolean handlersIgnoreUnknown, Executor executor, Work work, Dispatch dispatch,
		Batch batch, Chat chat, Shutdown shutdown, Metrics metrics, Observation observation, Annotations annotations,
		Propagation propagation, SpringAi springAi, LangChain4j langchain4j) {

	/**
	 * Creates the properties. A section that no property names comes as {@code null} and
	 * is made here, with its own default values: binding it would take as long as binding
	 * one that is there, and most applications name two or three.
	 */
	public CallbacksProperties {
		handlers = section(handlers, Map.of());
		executor = section(executor, new Executor(null, false, null, 8, 1024, Duration.ofSeconds(60), "callbacks-"));
		work = section(work, new Work(1024, "callbacks-work-"));
		dispatch = section(dispatch, new Dispatch(256, Duration.ofSeconds(30), true, Dispatch.BlockingCalls.CALLER));
		batch = section(batch, new Batch(16));
		chat = section(chat, new Chat(null, Chat.Embedded.AUTO, null, null, null, StreamingMode.AUTO));
		shutdown = section(shutdown, new Shutdown(Duration.ofSeconds(20)));
		metrics = section(metrics, new Metrics(true, true, false));
		observation = section(observation, new Observation(true, Observation.Semconv.INFERENCE, true,
				Observation.CaptureContent.NO_CONTENT, Observation.Duplicates.SUPPRESS, false, List.of()));
		annotations = section(annotations, new Annotations(true));
		propagation = section(propagation, new Propagation(true));
		springAi = section(springAi, new SpringAi(false, Map.of()));
		langchain4j = section(langchain4j, new LangChain4j(false, Map.of()));
		handlers.forEach(CallbacksProperties::check);
	}

	private static <T> T section(@Nullable T bound, T otherwise) {
		return (bound != null) ? bound : otherwise;
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
	 * @param coreSize Number of threads that are kept. As many as there may be, unless
	 * set.
	 * @param maxSize Number of threads there may be, and of handlers' turns under way at
	 * once.
	 * @param queueCapacity Number of tasks that may wait for a thread.
	 * @param keepAlive Time that a thread beyond the core size is kept without work.
	 * @param threadNamePrefix Prefix of the names of the threads.
	 */
	public record Executor(@Nullable String beanName, @DefaultValue("false") boolean callerRuns,
			@Nullable Integer coreSize, @DefaultValue("8") int maxSize, @DefaultValue("1024") int queueCapacity,
			@DefaultValue("60s") Duration keepAlive, @DefaultValue("callbacks-") String threadNamePrefix) {

		public Executor {
			require(maxSize >= 1, "callbacks.executor.max-size", maxSize, "must be at least 1");
			require(coreSize == null || (coreSize >= 0 && coreSize <= maxSize), "callbacks.executor.core-size",
					coreSize, "must be between 0 and 'callbacks.executor.max-size', which is " + maxSize);
			require(queueCapacity >= 0, "callbacks.executor.queue-capacity", queueCapacity, "must not be negative");
			require(!keepAlive.isNegative(), "callbacks.executor.keep-alive", keepAlive, "must not be negative");
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
	 * @param maxConcurrency Number of items of a batch that are under way at once.
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
	 * Meters.
	 *
	 * @param enabled Whether there are meters of runs and handlers.
	 * @param genAi Whether there are the meters of the GenAI conventions.
	 * @param timePerOutputChunk Whether the time from each chunk of an answer to the next
	 * is recorded, which costs some time per chunk.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean genAi,
			@DefaultValue("false") boolean timePerOutputChunk) {

	}

	/**
	 * Observations of runs, which become spans.
	 *
	 * @param enabled Whether each run is observed, if there is an observation registry.
	 * @param semconv Names of attributes and meters: those of the GenAI conventions now,
	 * or those of version 1.41.
	 * @param backendAttributes Whether spans have the attributes that Langfuse and
	 * LangSmith need besides.
	 * @param captureContent Whether spans have what users and models write. Without
	 * content they have none of it.
	 * @param duplicates Rule for calls that a framework observes as well: the inner
	 * observation is suppressed, ours yield, or both are kept.
	 * @param loggingContext Whether the logging context has the ids of the run and of its
	 * root while handlers and bodies of runs are at work.
	 * @param baggage Keys of the metadata of runs that are baggage while the run is
	 * current, and so leave the application with its requests to others.
	 */
	public record Observation(@DefaultValue("true") boolean enabled, @DefaultValue("inference") Semconv semconv,
			@DefaultValue("true") boolean backendAttributes, @DefaultValue("no-content") CaptureContent captureContent,
			@DefaultValue("suppress") Duplicates duplicates, @DefaultValue("false") boolean loggingContext,
			List<String> baggage) {

		public Observation {
			baggage = section(baggage, List.of());
		}

		/**
		 * Versions of the GenAI conventions.
		 */
		public enum Semconv {

			/** The conventions now. */
			INFERENCE,

			/** Version 1.41. */
			V1_41

		}

		/**
		 * Places for what users and models write.
		 */
		public enum CaptureContent {

			/** Nowhere. */
			NO_CONTENT,

			/** Attributes of spans. */
			SPAN_ONLY

		}

		/**
		 * Rules for calls that a framework observes as well.
		 */
		public enum Duplicates {

			/** The inner observation of a call is suppressed. */
			SUPPRESS,

			/** Calls of models and tools get no observation of ours. */
			YIELD,

			/** Both are kept. */
			KEEP

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

	/**
	 * Applications that use Spring AI.
	 *
	 * @param instrumentModels Whether calls of model beans that are used directly are
	 * runs.
	 * @param beans Whether a bean is observed, by its name. A bean that is not named is
	 * observed if that changes nothing for those who use it.
	 */
	public record SpringAi(@DefaultValue("false") boolean instrumentModels, Map<String, Boolean> beans) {

		public SpringAi {
			beans = (beans != null) ? Map.copyOf(beans) : Map.of();
		}

	}

	/**
	 * Applications that use LangChain4j.
	 *
	 * @param instrumentModels Whether calls of model beans that are used directly have
	 * runs with tokens, instead of runs that a listener tells of.
	 * @param beans Whether a bean is observed, by its name. A bean that is not named is
	 * observed if that changes nothing for those who use it.
	 */
	public record LangChain4j(@DefaultValue("false") boolean instrumentModels, Map<String, Boolean> beans) {

		public LangChain4j {
			beans = (beans != null) ? Map.copyOf(beans) : Map.of();
		}

	}

}
