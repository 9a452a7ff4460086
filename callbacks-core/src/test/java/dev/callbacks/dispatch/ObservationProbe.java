// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real registry of observations, that of the thread-local accessor while the probe is
 * open. Counts the scopes that are open on each thread, and keeps what the library warns
 * about.
 */
final class ObservationProbe implements AutoCloseable {

	/** More than a thread needs to leave a context that it is about to leave. */
	private static final Duration LEAVING = Duration.ofSeconds(5);

	final ObservationRegistry registry = ObservationRegistry.create();

	private final ObservationRegistry usual;

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.micrometer");

	private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong closed = new AtomicLong();

	private final Map<Thread, Integer> open = new ConcurrentHashMap<>();

	ObservationProbe() {
		ObservationThreadLocalAccessor accessor = ObservationThreadLocalAccessor.getInstance();
		this.usual = accessor.getObservationRegistry();
		accessor.setObservationRegistry(this.registry);
		this.registry.observationConfig().observationHandler(new ScopeCounter());
		this.warnings.start();
		this.logger.addAppender(this.warnings);
		this.logger.setAdditive(false);
	}

	Observation start(String name) {
		return Observation.start(name, this.registry);
	}

	/**
	 * The context that the current thread carries: the observation and the trace of the
	 * logging context.
	 */
	String context() {
		Observation observation = this.registry.getCurrentObservation();
		boolean none = observation == null || observation instanceof NullObservation;
		return (none ? null : observation.getContext().getName()) + "/" + MDC.get("trace");
	}

	/**
	 * Returns the contexts that an unrelated task finds on the threads of a pool.
	 */
	List<String> contextsOf(ExecutorService pool, int threads) throws Exception {
		CyclicBarrier all = new CyclicBarrier(threads);
		List<Future<String>> found = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			found.add(pool.submit(() -> {
				all.await(20, TimeUnit.SECONDS);
				return context() + (Thread.currentThread().isInterrupted() ? " interrupted" : "")
						+ ((this.registry.getCurrentObservationScope() != null) ? " with a scope" : "");
			}));
		}
		List<String> contexts = new ArrayList<>();
		for (Future<String> one : found) {
			contexts.add(one.get(20, TimeUnit.SECONDS));
		}
		return contexts;
	}

	long opened() {
		return this.opened.get();
	}

	/**
	 * Each scope that was opened on a thread was closed on it, and nothing was warned
	 * about.
	 */
	void assertThatNoScopeIsOpen() {
		assertThat(this.registry.getCurrentObservationScope()).as("scope on the caller's thread").isNull();
		// a worker leaves the context when the run is over already
		await().atMost(LEAVING).untilAsserted(() -> {
			assertThat(this.closed.get()).as("scopes closed").isEqualTo(this.opened.get());
			assertThat(this.open.values()).as("scopes open on each thread").containsOnly(0);
		});
		assertThat(this.warnings.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

	@Override
	public void close() {
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.usual);
		this.logger.detachAppender(this.warnings);
		this.logger.setAdditive(true);
		// what a failed test leaves on this thread is not for the next one
		this.registry.setCurrentObservationScope(null);
		MDC.clear();
	}

	private final class ScopeCounter implements ObservationHandler<Observation.Context> {

		@Override
		public void onScopeOpened(Observation.Context context) {
			ObservationProbe.this.opened.incrementAndGet();
			ObservationProbe.this.open.merge(Thread.currentThread(), 1, Integer::sum);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			ObservationProbe.this.closed.incrementAndGet();
			ObservationProbe.this.open.merge(Thread.currentThread(), -1, Integer::sum);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
