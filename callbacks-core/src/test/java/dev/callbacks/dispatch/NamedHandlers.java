/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.List;

import org.awaitility.Awaitility;

/**
 * Handlers that calls have named: nobody keeps them when nobody has them.
 */
final class NamedHandlers {

	private NamedHandlers() {
	}

	static void awaitNone(CallbackDispatcher manager) {
		Awaitility.await().until(() -> {
			System.gc();
			return count(manager) == 0;
		});
	}

	/**
	 * How many handlers are kept that are not the application's.
	 */
	static long count(CallbackDispatcher manager) {
		List<HandlerChannel> ofApplication = manager.channels.application().all;
		return manager.channels.all().stream().filter((channel) -> !ofApplication.contains(channel)).count();
	}

}
