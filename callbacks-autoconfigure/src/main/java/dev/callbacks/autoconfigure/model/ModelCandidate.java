// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.model;

import java.util.function.Supplier;

import dev.callbacks.chat.ChatProvider;
import org.jspecify.annotations.Nullable;

/**
 * A model of another library that can answer behind the chat model.
 *
 * @param name the name of the model's bean
 * @param library the name of the library
 * @param primary whether the bean is marked as primary
 * @param partner the name of another bean that answers with it, or {@code null}
 * @param provider makes a provider of the model
 * @since 0.1.0
 */
public record ModelCandidate(String name, String library, boolean primary, @Nullable String partner,
		Supplier<ChatProvider> provider) {

	/**
	 * Creates a candidate of one bean.
	 * @param name the name of the model's bean
	 * @param library the name of the library
	 * @param primary whether the bean is marked as primary
	 * @param provider makes a provider of the model
	 */
	public ModelCandidate(String name, String library, boolean primary, Supplier<ChatProvider> provider) {
		this(name, library, primary, null, provider);
	}

	/**
	 * Whether a name is that of one of its beans.
	 * @param name the name
	 * @return whether it is
	 */
	public boolean isNamed(String name) {
		return name.equals(this.name) || name.equals(this.partner);
	}

	/**
	 * Describes the candidate to whoever has to choose.
	 * @return its name and its library
	 */
	public String describe() {
		return this.name + " (" + this.library + ")";
	}

}
