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
package dev.callbacks.faults;

import dev.callbacks.event.EventType;

/**
 * When in the life of a run something goes wrong.
 */
enum Moment {

	START, TOKEN, END, ERROR;

	/**
	 * The moment of an event. What is no start and no ending counts as a token: runs of
	 * bodies have custom events instead.
	 */
	static Moment of(EventType type) {
		String name = type.name();
		if (name.endsWith("_START")) {
			return START;
		}
		if (name.endsWith("_END")) {
			return END;
		}
		return name.endsWith("_ERROR") ? ERROR : TOKEN;
	}

}
