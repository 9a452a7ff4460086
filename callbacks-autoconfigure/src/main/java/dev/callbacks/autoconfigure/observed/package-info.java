// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The observation of other libraries' beans by stand-ins. Shared by the
 * auto-configurations for those libraries.
 */
@NullMarked
package dev.callbacks.autoconfigure.observed;

import org.jspecify.annotations.NullMarked;
