// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * The hints that native images need: the page, and what is written as JSON.
 */
final class ConsoleHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/callbacks/console/page/*");
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), Console.Snapshot.class,
				Console.Tree.class, Console.Message.class, Console.Status.class);
	}

}
