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
package dev.callbacks.autoconfigure;

import java.util.function.Supplier;

import dev.callbacks.chat.ChatProvider;

/**
 * A model of another library that could answer behind the chat model.
 *
 * @param name the name of the model's bean
 * @param library whose model it is
 * @param primary whether the bean is marked as primary
 * @param provider makes a provider of it
 */
record Candidate(String name, String library, boolean primary, Supplier<ChatProvider> provider) {

	String describe() {
		return this.name + " (" + this.library + ")";
	}

}
