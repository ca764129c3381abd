"""The one style sheet of the window, generated from the tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.tokens import Tokens

_TEMPLATE = Template("""
QMainWindow, QDialog, QMessageBox { background: $panel; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 3px 6px; }
QWidget[surface="panel"] { background: $panel; }
QWidget[surface="canvas"] { background: $canvas; }
QWidget[surface="raised"] { background: $raised; }
QLabel[tone="second"] { color: $second; }
QLabel[tone="error"] { color: $error; }
QLabel[tone="warning"] { color: $warning; }
QLabel:disabled { color: $disabled; }

QMenuBar { background: $panel; border: none; padding: 0 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: ${radius}px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: ${radius}px; }
QMenu::item:selected { background: $button; color: $on_button; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }

QPushButton { min-height: 26px; padding: 0 12px; border: 1px solid $line;
    border-radius: ${radius}px; background: $raised; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:disabled { color: $disabled; background: $panel; }
QPushButton:default { border-color: $accent; }
QPushButton[kind="main"] { border: 1px solid $button; background: $button; color: $on_button; }
QPushButton[kind="main"]:hover { background: $button_hover; }
QPushButton[kind="main"]:pressed { background: $button_hover; padding-top: 1px; }
QPushButton[kind="main"]:disabled { background: $raised; border-color: $line;
    color: $disabled; }
QPushButton[tall="true"] { min-height: ${tall}px; max-height: ${tall}px; }
QPushButton[kind="small"] { padding: 0 8px; font-size: ${small}px; }
QPushButton[kind="flat"] { border: none; background: transparent; padding: 0 8px; }
QPushButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:pressed { background: $pressed; }
QPushButton[kind="fold"] { border: none; background: transparent; padding: 0;
    text-align: left; }
QPushButton[kind="fold"]:hover { background: $hover; }
QPushButton[kind="recent"] { border: none; background: transparent; padding: 0 8px;
    text-align: left; }
QPushButton[kind="recent"]:hover { background: $hover; }
QPushButton[kind="link"] { border: none; background: transparent; padding: 0 4px 0 0;
    text-align: left; color: $accent; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: $disabled; }
QPushButton[low="true"] { min-height: 0; }

QLineEdit, QPlainTextEdit, QAbstractSpinBox { background: $field; color: $text;
    border: 1px solid $edge; border-radius: ${radius}px; padding: 0 6px;
    selection-background-color: $button; selection-color: $on_button;
    placeholder-text-color: $second; }
QLineEdit, QAbstractSpinBox { min-height: 26px; }
QPlainTextEdit { padding: 4px; }
QAbstractSpinBox QLineEdit { border: none; min-height: 0; padding: 0 6px; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0px; border: none; }
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled {
    background: $panel; color: $disabled; border-color: $line;
    placeholder-text-color: $disabled; }

QSlider { min-height: ${control}px; }
QSlider::groove:horizontal { height: 2px; background: $edge; border-radius: 1px; }
QSlider::sub-page:horizontal { height: 2px; background: $accent; border-radius: 1px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 6px;
    background: $text; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {
    background: $disabled; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 8px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 8px; background: transparent; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 1px; min-height: 24px;
    min-width: 24px; }
QScrollBar::handle:hover { background: $second; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTreeWidget { background: $field; color: $text; border: 1px solid $line; }
QTreeWidget:focus { border-color: $accent; }
QTreeWidget::item { min-height: 22px; }
QTreeWidget::item:selected { background: $button; color: $on_button; }
QHeaderView::section { background: $panel; color: $second; border: none; padding: 4px 8px; }

QListWidget { background: $raised; color: $text; border: none; }
QListWidget::item { padding: 4px 0; }
QListWidget[kind="pages"]::item { padding: 6px 8px; }
QListWidget::item:selected { background: $button; color: $on_button; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QFrame[kind="line"] { background: $line; border: none; }
QFrame[kind="card"] { background: $raised; border: 1px solid $line;
    border-radius: ${floating_radius}px; }
QFrame[kind="floating"] { background: $panel; border: 1px solid $edge;
    border-radius: ${floating_radius}px; }
QFrame[kind="popup"] { background: $raised; border: 1px solid $edge; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $edge;
    border-radius: 3px; background: $field; }
QCheckBox::indicator:disabled { border-color: $line; background: $panel; }
QCheckBox::indicator:checked:enabled { background: $accent; border-color: $accent; }
""")


def stylesheet(colours: Tokens) -> str:
    """The sheet in these colours."""
    return _TEMPLATE.substitute(
        asdict(colours),
        radius=tokens.RADIUS,
        floating_radius=tokens.FLOATING_RADIUS,
        control=tokens.CONTROL,
        small=tokens.LABEL,
        tall=tokens.MAIN_BUTTON - 2,  # without its border
    )
