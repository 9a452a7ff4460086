// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.Objects;

import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.callbacks.langchain4j.LangChain4jInstallation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * The observation of AI services for the life of a context: from before its first bean is
 * made, until its runs are drained. Callbacks and handlers are made when a service is
 * called, not when it is built.
 */
final class LangChain4jInstaller implements BeanFactoryPostProcessor, PriorityOrdered, SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(LangChain4jInstaller.class);

	private @Nullable LangChain4jInstallation installation;

	private volatile boolean running;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.installation = LangChain4jInstallation.of(() -> callbacks(beanFactory));
	}

	/**
	 * Returns the callbacks, unless a service is called while what they need is being
	 * made.
	 */
	private static @Nullable LangChain4jCallbacks callbacks(BeanFactory beanFactory) {
		try {
			return beanFactory.getBeanProvider(LangChain4jCallbacks.class).getIfUnique();
		}
		catch (BeansException | IllegalStateException ex) {
			logger.debug("An AI service that is called now is not observed", ex);
			return null;
		}
	}

	LangChain4jInstallation installation() {
		return Objects.requireNonNull(this.installation, "no installation before there is a bean factory");
	}

	@Override
	public void start() {
		installation().open();
		this.running = true;
		logger.info("LangChain4j: AI services are observed, and models that have our listener");
	}

	@Override
	public void stop() {
		this.running = false;
		destroy();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * Stops just before the drain, which would wait for streams that nobody has started.
	 */
	@Override
	public int getPhase() {
		return CallbacksAutoConfiguration.DRAIN_PHASE + 1;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void destroy() {
		if (this.installation != null) {
			this.installation.close();
		}
	}

}
