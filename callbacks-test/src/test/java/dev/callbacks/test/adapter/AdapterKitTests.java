// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the kit for adapters passes an adapter which keeps its promises, and finds
 * each broken promise.
 */
class AdapterKitTests {

	/**
	 * An adapter that keeps all promises.
	 */
	@Nested
	class GoodAdapterTests extends AdapterCompatibilityKit {

		@Override
		protected AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager) {
			return new ToyLibrary(model, new ToyAdapter(manager, null));
		}

	}

	/**
	 * An adapter that breaks one promise.
	 */
	private static final class BrokenAdapter extends AdapterCompatibilityKit {

		private final Fault fault;

		private BrokenAdapter(Fault fault) {
			this.fault = fault;
		}

		@Override
		protected AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager) {
			return new ToyLibrary(model, new ToyAdapter(manager, this.fault));
		}

		@Override
		protected Duration patience() {
			return Duration.ofMillis((this.fault == Fault.ENDS_NOTHING) ? 200 : 20_000);
		}

	}

	private static List<Method> tests() {
		return ReflectionSupport.findMethods(AdapterCompatibilityKit.class,
				(method) -> method.isAnnotationPresent(Test.class), HierarchyTraversalMode.BOTTOM_UP);
	}

	private static void run(AdapterCompatibilityKit kit, String test) {
		Method method = tests().stream()
			.filter((candidate) -> candidate.getName().equals(test))
			.findFirst()
			.orElseThrow();
		ReflectionSupport.invokeMethod(method, kit);
	}

	static Stream<Arguments> broken() {
		return Arrays.stream(Fault.values())
			.flatMap((fault) -> fault.finders().stream().map((test) -> Arguments.of(fault, test)));
	}

	@ParameterizedTest
	@MethodSource
	void broken(Fault fault, String test) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> run(new BrokenAdapter(fault), test));
	}

	@Test
	void everyTestOfTheKitFindsSomething() {
		Set<String> tests = tests().stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
		assertThat(Arrays.stream(Fault.values()).flatMap((fault) -> fault.finders().stream()).distinct())
			.containsExactlyInAnyOrderElementsOf(tests);
	}

	@Test
	void testsOfWhatALibraryDoesNotHaveAreSkipped() {
		AdapterCompatibilityKit kit = new AdapterCompatibilityKit() {

			@Override
			protected AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager) {
				ToyLibrary toy = new ToyLibrary(model, new ToyAdapter(manager, null));
				return new AdaptedLibrary() {

					@Override
					public Object call(String question) throws Exception {
						return toy.call(question);
					}

					@Override
					public void stream(String question, Predicate<String> pieces) throws Exception {
						toy.stream(question, pieces);
					}

				};
			}

		};
		Set<String> skipped = new TreeSet<>();
		for (Method test : tests()) {
			try {
				ReflectionSupport.invokeMethod(test, kit);
			}
			catch (TestAbortedException ex) {
				skipped.add(test.getName());
			}
		}
		assertThat(skipped).containsExactlyInAnyOrderElementsOf(tests().stream()
			.map(Method::getName)
			.filter((name) -> name.matches(".*([Tt]ool|[Ss]earch).*"))
			.toList());
	}

}
