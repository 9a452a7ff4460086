// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import dev.callbacks.autoconfigure.operation.ActiveRunDescriptor;
import dev.callbacks.autoconfigure.operation.RecordedRunDescriptor;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The reply of the endpoint as a whole.
 *
 * @param enabled whether handlers are called
 * @param running whether new runs are accepted
 * @param handlers the handlers in their order
 * @param executor the executor of blocking handlers
 * @param activeRuns the runs that are under way, the oldest first
 * @param recentRuns the latest root runs with those below them, the latest first
 * @param libraries the beans of other libraries, observed or not
 */
record CallbacksDescriptor(boolean enabled, boolean running, List<RegisteredHandlerDescriptor> handlers,
		ExecutorDescriptor executor, List<ActiveRunDescriptor> activeRuns, List<RecordedRunDescriptor> recentRuns,
		List<LibraryDescriptor> libraries) implements OperationResponseBody {

	/**
	 * The executor of blocking handlers. Sizes are there for a pool that has been used.
	 *
	 * @param bean the name of the bean
	 * @param maxWorkers the number of handlers' turns under way at once
	 * @param type the name of its class
	 * @param poolSize the number of its threads
	 * @param active the number of threads that are at work
	 * @param queued the number of tasks that wait for a thread
	 * @param queueCapacity the number of tasks that may wait
	 */
	record ExecutorDescriptor(String bean, int maxWorkers, @Nullable String type, @Nullable Integer poolSize,
			@Nullable Integer active, @Nullable Integer queued, @Nullable Integer queueCapacity) {

	}

	/**
	 * The beans of another library.
	 *
	 * @param name the name of the library
	 * @param observed the types as which beans are observed, by the names of the beans
	 * @param leftAlone the reasons why beans are left alone, by the names of the beans
	 */
	record LibraryDescriptor(String name, Map<String, String> observed, Map<String, String> leftAlone) {

	}

}
