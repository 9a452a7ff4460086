// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.TestEngine;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The rules of Reactive Streams, checked by the tests that its authors wrote, for each
 * publisher that the library returns.
 * <p>
 * Reactor puts a guard of its own before a subscriber that is not one of Reactor's, which
 * serializes signals and refuses bad requests. So each publisher is checked twice: behind
 * that guard, as a foreign subscriber sees it, and without it, as an operator sees it;
 * there the answer to a bad request is Reactor's affair (rule 3.9).
 */
class PublisherRulesTests {

	/** The longest wait for a signal that has to come. */
	private static final long SIGNAL = 2_000;

	/** The time during which no signal may come. */
	private static final long SILENCE = 10;

	/** The time after which a cancelled subscriber is not referred to any more. */
	private static final long RELEASE = 50;

	/** The same where the machine has much else to do. */
	private static final long LATE_RELEASE = 2_000;

	private static TestEngine bare;

	private static TestEngine observed;

	private static CallbackDispatcher stopped;

	@BeforeAll
	static void start() {
		bare = new TestEngine(2, CallbackDispatcher.builder());
		observed = new TestEngine(2, CallbackDispatcher.builder()).with(new Silent(), new SilentAsync());
		stopped = CallbackDispatcher.builder().build();
		stopped.stop(Duration.ZERO);
	}

	@AfterAll
	static void stop() throws InterruptedException {
		bare.close();
		observed.close();
	}

	@TestFactory
	Stream<DynamicContainer> foreignSubscribers() {
		return containers(false);
	}

	@TestFactory
	Stream<DynamicContainer> operatorsOfReactor() {
		return containers(true);
	}

	private static Stream<DynamicContainer> containers(boolean unguarded) {
		return PublisherSubject.all(bare.manager, observed.manager, stopped)
			.stream()
			.map((subject) -> DynamicContainer.dynamicContainer(subject.name(), rules().stream()
				.filter((rule) -> !unguarded || !rule.getName().contains("spec309"))
				.map((rule) -> DynamicTest.dynamicTest(rule.getName(), () -> verify(subject, unguarded, rule)))));
	}

	private static List<Method> rules() {
		List<Method> rules = Arrays.stream(PublisherVerification.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(org.testng.annotations.Test.class))
			.filter((method) -> !method.getName().startsWith("untested_"))
			.sorted(Comparator.comparing(Method::getName))
			.toList();
		assertThat(rules).hasSizeGreaterThan(30);
		return rules;
	}

	private static void verify(PublisherSubject subject, boolean unguarded, Method rule) throws Throwable {
		try {
			verify(subject, new Verification(subject, unguarded, RELEASE), rule);
		}
		catch (AssertionError ex) {
			if (!rule.getName().contains("DropAllReferences")) {
				throw ex;
			}
			verify(subject, new Verification(subject, unguarded, LATE_RELEASE), rule);
		}
	}

	private static void verify(PublisherSubject subject, Verification verification, Method rule) throws Throwable {
		verification.setUp();
		try {
			rule.invoke(verification);
		}
		catch (InvocationTargetException ex) {
			if (!(ex.getCause() instanceof SkipException skip)) {
				throw ex.getCause();
			}
			boolean allowed = subject.max() == 1 || subject.mayLack(rule.getName());
			if (!allowed) {
				fail("The rule was not verified: " + skip.getMessage());
			}
		}
	}

	/**
	 * Keeps nothing, so that it refers to nothing.
	 */
	private static final class Silent implements CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			// only has to be called
		}

	}

	private static final class SilentAsync implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	private static final class Verification extends PublisherVerification<Object> {

		private final PublisherSubject subject;

		private final boolean unguarded;

		private Verification(PublisherSubject subject, boolean unguarded, long release) {
			super(new TestEnvironment(SIGNAL, SILENCE, SILENCE), release);
			this.subject = subject;
			this.unguarded = unguarded;
		}

		@Override
		public Publisher<Object> createPublisher(long elements) {
			return guarded(this.subject.ofSize().apply(elements));
		}

		@Override
		public Publisher<Object> createFailedPublisher() {
			return guarded(this.subject.failed().get());
		}

		@Override
		public long maxElementsFromPublisher() {
			return this.subject.max();
		}

		@SuppressWarnings("unchecked")
		private Publisher<Object> guarded(Publisher<?> publisher) {
			Publisher<Object> objects = (Publisher<Object>) publisher;
			return (objects != null && this.unguarded)
					? (subscriber) -> Flux.from(objects).subscribe(new Operator<>(subscriber)) : objects;
		}

	}

	/**
	 * Hands signals on as they come.
	 */
	private record Operator<T>(Subscriber<? super T> subscriber) implements CoreSubscriber<T> {

		private Operator {
			Objects.requireNonNull(subscriber);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscriber.onSubscribe(subscription);
		}

		@Override
		public void onNext(T item) {
			this.subscriber.onNext(item);
		}

		@Override
		public void onError(Throwable failure) {
			this.subscriber.onError(failure);
		}

		@Override
		public void onComplete() {
			this.subscriber.onComplete();
		}

	}

}
