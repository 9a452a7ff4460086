// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

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
